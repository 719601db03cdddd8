// Starts `conspectus lsp` and hands it the texts of a site; everything else is done by the server.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** The scheme of the pages that explain codes; the server writes them. */
const EXPLAIN = "conspectus-explain";

/** @type {LanguageClient | undefined} */
let client;

function create() {
  const command = vscode.workspace.getConfiguration("conspectus").get("path") || "conspectus";
  const files = { scheme: "file", pattern: "**/content/**/*.{md,markdown,bib,json}" };
  const settings = { scheme: "file", pattern: "**/conspectus.yaml" };
  return new LanguageClient(
    "conspectus",
    "Conspectus",
    { command, args: ["lsp"] },
    {
      documentSelector: [files, settings],
      initializationOptions: { explanations: `${EXPLAIN}:/` },
      diagnosticCollectionName: "conspectus",
    },
  );
}

async function start() {
  client = create();
  try {
    await client.start();
  } catch (error) {
    const install = "Conspectus could not be started. Is the command `conspectus` installed? Its place can be set.";
    const choice = await vscode.window.showErrorMessage(`${install} (${error.message ?? error})`, "Open settings");
    if (choice) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "conspectus.path");
    }
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.stop();
  }
}

async function activate(context) {
  const explanations = {
    async provideTextDocumentContent(uri) {
      const content = await client?.sendRequest("workspace/textDocumentContent", { uri: uri.toString() });
      return content?.text;
    },
  };
  context.subscriptions.push(
    // A name such as `tower-bridge` is one word: a double click takes all of it.
    vscode.languages.setLanguageConfiguration("markdown", {
      wordPattern: /[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?/gu,
    }),
    vscode.workspace.registerTextDocumentContentProvider(EXPLAIN, explanations),
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (document.uri.scheme === EXPLAIN && document.languageId !== "markdown") {
        vscode.languages.setTextDocumentLanguage(document, "markdown");
      }
    }),
    vscode.commands.registerCommand("conspectus.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("conspectus.path")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
