//! The command line: what can be asked for, and how its end is told to the shell.

mod build;
mod carry_out;
mod consent;
#[cfg(feature = "deploy")]
mod deploy;
mod explain;
mod fix;
mod glossary;
mod graph;
mod import;
mod init;
mod interrupt;
mod ledger;
mod lsp;
mod merge;
mod new;
mod rename;
mod report;
mod schema;
mod serve;
mod site;
mod stats;
mod theme;
mod timings;
mod zip;

use crate::config::Host;
use crate::diag::Format;
use crate::model::Kind;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::fmt;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// A static site generator for people who study a literature.
///
/// One Markdown file per paper, theme and event becomes a website in which every
/// claim leads to the paper that makes it, and every name, term and date to every
/// place that speaks of it.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, verbatim_doc_comment, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  conspectus init my-site             make a small site that shows how all is written
  conspectus serve --site my-site     read it in the browser, with every change you save
  conspectus build --site my-site     make the website in my-site/public
  conspectus new paper smith-2019     begin the summary of a paper

Exit status: 0 all is well; 1 the content has errors; 2 wrong usage, or a file or
folder that cannot be used. `conspectus help COMMAND` says more about each command.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the website
    ///
    /// Reads `conspectus.yaml`, `content/` and `themes/` of the site, checks
    /// everything and writes the website. With any error nothing is written: the
    /// website stays as it was. Files in the output folder that Conspectus did not
    /// write are never removed.
    #[command(verbatim_doc_comment, after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Say what is wrong, and write nothing
    ///
    /// Checks all that `build` checks: every name, date, citation and link. Problems
    /// go to standard error, one line that sums them up to standard output.
    #[command(verbatim_doc_comment, after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Say what a problem means, with an example and its repair
    ///
    /// Problems are named by a code, as in `error[unknown-key]`. Without CODE all of
    /// them are listed, with their severity.
    #[command(verbatim_doc_comment, after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Print the JSON Schema of front matter, for editors that complete and check it
    ///
    /// Inside a site the schema knows the site's own words: its stances, kinds, roles,
    /// and the names of its entries and works.
    #[command(verbatim_doc_comment, after_help = SCHEMA_EXAMPLES)]
    Schema(SchemaArgs),
    /// Show the website in the browser while you write
    ///
    /// Builds the site and serves it on this machine alone. Each change that you save
    /// is built at once, and the page reloads where you are reading; what is wrong is
    /// shown over the page until it is mended. Ctrl-C ends it.
    #[command(verbatim_doc_comment, after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Help an editor: problems as you type, completion, definitions (a language server)
    ///
    /// Speaks the Language Server Protocol over standard input and output. Editors
    /// start it themselves; docs/editors.md says how each is told to.
    #[command(verbatim_doc_comment, after_help = LSP_EXAMPLES)]
    Lsp(LspArgs),
    /// Make a small site to start from
    ///
    /// Writes two papers with their themes, events, actors and terms on an invented
    /// subject, with comments that explain what is written and why. It builds without
    /// a warning; replace it piece by piece with your own.
    #[command(verbatim_doc_comment, after_help = INIT_EXAMPLES)]
    Init(InitArgs),
    /// Begin an entry: write its file with the usual keys explained
    ///
    /// The file goes to the folder of its kind in `content/`, named for SLUG: the name
    /// by which others link to it and the last part of its address, so choose one that
    /// will still be right in five years.
    #[command(verbatim_doc_comment, after_help = NEW_EXAMPLES)]
    New(NewArgs),
    /// List where each term of the glossary was found
    ///
    /// Terms are found in prose by their title and aliases, and the first use in a
    /// section becomes a link. This lists every place, so that you can see which
    /// alias finds too much, and which form of a word is missing.
    #[command(verbatim_doc_comment, after_help = GLOSSARY_EXAMPLES)]
    Glossary(GlossaryArgs),
    /// Keep the list of all that was ever published, so that no address is lost
    ///
    /// `ledger.txt` has every address and fragment of the website. While it is there,
    /// `check` and `build` fail when one would be lost. Without an option this says what
    /// the list lacks, with exit status 1 if it is not up to date; update it and commit
    /// it with each change that is published.
    #[command(verbatim_doc_comment, after_help = LEDGER_EXAMPLES)]
    Ledger(LedgerArgs),
    /// List the files of a theme, or copy some to change them
    ///
    /// The program carries the themes `default` and `plain`. A theme of your own is a
    /// folder in `themes/` with only the files that differ from the default ones.
    #[command(verbatim_doc_comment, after_help = theme::EXAMPLES, subcommand)]
    Theme(theme::ThemeCommand),
    /// Give an entry another name, and mend everything that names it
    ///
    /// Moves the file and its translations, writes the new name in front matter,
    /// links and citations, and keeps the old address alive with `moved-from`. Shows
    /// all of it as a diff first and asks; then all files are changed, or none.
    #[command(verbatim_doc_comment, after_help = RENAME_EXAMPLES)]
    Rename(RenameArgs),
    /// Pack the website into one file, for a learning platform or a stick
    ///
    /// The archive opens in place: unpacked anywhere, or uploaded to a course as a
    /// file with `index.html` as its main page, it works without a server and without
    /// the network. With any error nothing is written.
    #[command(verbatim_doc_comment, after_help = ZIP_EXAMPLES)]
    Zip(ZipArgs),
    /// Put the website into object storage (Amazon S3 and what speaks its language)
    ///
    /// Builds the site, then sends what has changed to the bucket that `deploy` in
    /// conspectus.yaml names, in an order that never breaks a link: no visitor sees a
    /// half-updated site, and a run that was interrupted is finished by the next one.
    /// Objects that others put into the bucket are never touched. The key comes from
    /// the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or from a profile
    /// (AWS_PROFILE); it is never shown.
    #[cfg(feature = "deploy")]
    #[command(verbatim_doc_comment, after_help = DEPLOY_EXAMPLES)]
    Deploy(DeployArgs),
    /// Make one entry of two that turned out to be the same
    ///
    /// For actors, terms, themes and events. Unites their lists, makes the title of
    /// FROM an alias, puts the two texts one behind the other for you to make one of
    /// them, mends every reference and keeps the address of FROM alive. Shows all of
    /// it as a diff first and asks; then all files are changed, or none.
    #[command(verbatim_doc_comment, after_help = MERGE_EXAMPLES)]
    Merge(MergeArgs),
    /// Say how much there is, and where the site is thin
    ///
    /// Counts entries, and lists themes that few papers treat, paragraphs without a
    /// citation, statements without a locator, terms that are never used, actors
    /// without a form to sort by or an identifier, and entries to which nothing leads.
    #[command(verbatim_doc_comment, after_help = STATS_EXAMPLES)]
    Stats(StatsArgs),
    /// Write what leads from one entry to another, for other programs
    ///
    /// An edge is a reference in front matter, a link, a citation or a name found in
    /// prose. Without --from and --to all edges are written; with them, those on a way
    /// of at most --depth edges from the one, to the other, or from the one to the other.
    #[command(verbatim_doc_comment, after_help = GRAPH_EXAMPLES)]
    Graph(GraphArgs),
    /// Bring in what other programs hold: references, notes, pages
    ///
    /// Reads BibTeX, RIS and CSL-JSON, as Zotero, Mendeley and EndNote export them. A
    /// work that the site has gets what it lacks, and what differs is told and stays;
    /// so a second import changes nothing. Nothing is overwritten, and fields that
    /// Conspectus does not use are kept. Shows all of it first and asks.
    ///
    /// A folder is taken for notes of Obsidian or pages of Hugo or Zola, which become
    /// pages of the site with their links and pictures.
    #[command(verbatim_doc_comment, after_help = IMPORT_EXAMPLES)]
    Import(ImportArgs),
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  conspectus import zotero.bib                 into content/references.bib
  conspectus import mendeley.ris --as papers   a draft in content/papers/ for each
  conspectus import library.json --dry-run     only show what would change
  conspectus import ~/vault                    notes, into content/pages/";

const STATS_EXAMPLES: &str = "\
Examples:
  conspectus stats
  conspectus stats --format json        everything that was found, with its place";

const GRAPH_EXAMPLES: &str = "\
Examples:
  conspectus graph --to upkeep                    what leads to the entry
  conspectus graph --from moss-2009 --depth 2     and what those lead to
  conspectus graph --kind paper --kind theme --format dot | dot -Tsvg > themes.svg
  conspectus graph --relation cites --format csv  who cites what";

const MERGE_EXAMPLES: &str = "\
Examples:
  conspectus merge lights-board board-of-lights
  conspectus merge lights-board board-of-lights --prefer into
                                    where they differ, keep what INTO says";

const ZIP_EXAMPLES: &str = "\
Examples:
  conspectus zip                        the site of this folder, into its site.zip
  conspectus zip --out ~/seminar.zip    into another file";

#[cfg(feature = "deploy")]
const DEPLOY_EXAMPLES: &str = "\
Examples:
  conspectus deploy --dry-run           say what would be sent and removed
  conspectus deploy                     send it
  conspectus deploy --keep              remove nothing from the bucket

In conspectus.yaml:
  deploy:
    bucket: my-seminar
    region: eu-central-1                # Amazon
    endpoint: https://s3.example.org    # any other provider
    prefix: seminar/                    # a folder of the bucket";

const LEDGER_EXAMPLES: &str = "\
Examples:
  conspectus ledger                     is the list up to date? for continuous integration
  conspectus ledger --update            add what is new; the first time, make the list
  conspectus ledger --forget events/storm
                                        un-publish an address: nobody is to be sent on";

const RENAME_EXAMPLES: &str = "\
Examples:
  conspectus rename upkeep maintenance           the entry of that name, of any kind
  conspectus rename events/strike strike-1919    where two entries have the name
  conspectus rename @moss @moss-2009             the key of a cited work
  conspectus rename upkeep maintenance --dry-run
                                                 only show what would change";

const GLOSSARY_EXAMPLES: &str = "\
Examples:
  conspectus glossary                   a line for each term
  conspectus glossary --report json     an object a line for each use, with its place";

const BUILD_EXAMPLES: &str = "\
Examples:
  conspectus build                          the site of this folder, into its public/
  conspectus build --site my-site           the site in my-site, into my-site/public
  conspectus build --out /var/www/seminar   into another folder
  conspectus build --base-url https://example.org/seminar/
                                            for sitemap, feed and canonical links";

const CHECK_EXAMPLES: &str = "\
Examples:
  conspectus check
  conspectus check --site my-site
  conspectus check --fix                    show what is certain to correct, and ask
  conspectus check --fix --yes              correct it without asking
  conspectus check --deny warnings --allow uncited
                                            warnings are errors, but for one kind
  conspectus check --format github          annotations of a pull request on GitHub
  conspectus check --format sarif > check.sarif
                                            json, sarif and github go to standard output";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  conspectus explain unknown-reference
  conspectus explain                        all codes";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  conspectus schema paper                   of papers, to standard output
  conspectus schema config                  of conspectus.yaml
  conspectus schema --out .vscode/schemas   all of them, with settings for VS Code
  conspectus schema --cms decap > config.yml
                                            for editing in the browser with Decap CMS";

const SERVE_EXAMPLES: &str = "\
Examples:
  conspectus serve
  conspectus serve --site my-site --port 8080
  conspectus serve --poll 1000  where changes by other machines are not seen";

const LSP_EXAMPLES: &str = "\
Examples:
  conspectus lsp                in the settings of an editor, as the command of the server";

const INIT_EXAMPLES: &str = "\
Examples:
  conspectus init my-site
  conspectus init .             in this folder, if it is empty
  conspectus init my-site --host github-pages
                                with the workflow that publishes it; in a site that
                                is there already, that alone";

const NEW_EXAMPLES: &str = "\
Examples:
  conspectus new paper smith-2019 --title \"Islands and Their Keepers\"
  conspectus new event harbour-opening
  conspectus new term lighthouse
  conspectus new actor ada-jones --title \"Ada Jones\"";

#[derive(Clone, Debug, Default, Args)]
struct SiteArgs {
    /// The folder of the site [default: this one, or the nearest above]
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
}

#[derive(Clone, Debug, Args)]
struct ReportArgs {
    /// How problems are written: human, json, sarif or github
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(), default_value = "human")]
    #[arg(hide_possible_values = true)]
    format: Format,
    /// Make an error of a warning, or of all `warnings`; may be repeated
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
    /// Do not show a warning; may be repeated
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
}

#[derive(Debug, Args)]
struct CheckArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    report: ReportArgs,
    /// Make the corrections that are certain; shows them first and asks
    #[arg(long)]
    fix: bool,
    /// With --fix: do not ask
    #[arg(long, requires = "fix")]
    yes: bool,
    /// With --fix: show the corrections and make none
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// The code, as in `error[CODE]`
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// What it describes: paper, theme, event, actor, term, page or config
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(schema::NAMES))]
    #[arg(hide_possible_values = true)]
    kind: Option<String>,
    /// Write all schemas, and settings of VS Code that use them, to a folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["kind", "cms"])]
    out: Option<PathBuf>,
    /// Print the configuration of a CMS instead
    #[arg(long, value_name = "CMS", value_parser = ["decap", "sveltia"], conflicts_with = "kind")]
    cms: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Clone, Debug, Args)]
struct AddressArgs {
    /// The address of the website, instead of `base-url` in conspectus.yaml
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

#[derive(Debug, Args)]
struct BuildArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    report: ReportArgs,
    /// The folder to write to [default: `public` in the folder of the site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    address: AddressArgs,
    /// Say how long each stage took and how much memory was used at most
    #[arg(long)]
    timings: bool,
    /// Leave out `exports`, `search` or `book`, for a quick look at the pages
    #[arg(long, value_name = "PART", hide_possible_values = true)]
    without: Vec<LeftOut>,
}

/// A part of the site that `build` can leave out.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LeftOut {
    /// Feeds, references for citation managers, data
    Exports,
    /// The search index
    Search,
    /// The EPUB, the page to print, and the pictures beside links
    Book,
}

impl LeftOut {
    fn part(self) -> crate::pipeline::Part {
        match self {
            LeftOut::Exports => crate::pipeline::Part::Exports,
            LeftOut::Search => crate::pipeline::Part::Search,
            LeftOut::Book => crate::pipeline::Part::Book,
        }
    }
}

#[derive(Debug, Args)]
struct ZipArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    report: ReportArgs,
    /// The file to write [default: `site.zip` in the folder of the site]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    address: AddressArgs,
}

#[cfg(feature = "deploy")]
#[derive(Debug, Args)]
struct DeployArgs {
    #[command(flatten)]
    site: SiteArgs,
    #[command(flatten)]
    report: ReportArgs,
    /// The folder to build into and to send [default: `public` in the folder of the site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    address: AddressArgs,
    /// Say what would be sent and removed, and change nothing in the bucket
    #[arg(long)]
    dry_run: bool,
    /// Remove nothing; a later run without it does
    #[arg(long)]
    keep: bool,
    /// How long what is no longer published stays for readers of the pages before
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    grace: u64,
    /// Do not wait to see whether a run that has not ended is alive
    #[arg(long)]
    take_over: bool,
    /// Replace objects that lie where files of the site belong, whoever put them there
    #[arg(long)]
    adopt: bool,
    /// For servers without conditional writes: see to it yourself that one runs at a time
    #[arg(long)]
    unlocked: bool,
    /// How many requests are made at once
    #[arg(long, value_name = "N", default_value_t = 16)]
    jobs: usize,
    /// How often a request is made again when the server is busy or out of order
    #[arg(long, value_name = "N", default_value_t = 6)]
    retries: usize,
}

#[derive(Debug, Args)]
struct ServeArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The folder to write to [default: `public` in the folder of the site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The port; if taken, the next free one; 0 leaves it to the system
    #[arg(long, value_name = "N", default_value_t = 4000)]
    port: u16,
    /// Look for changes every MS milliseconds [default: 500] instead of being told by the system
    ///
    /// Drives of a network, folders shared with a virtual machine and the like do not
    /// always tell what others write. Where that can be known, it is done by itself.
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "500",
          value_parser = clap::value_parser!(u64).range(10..), verbatim_doc_comment)]
    poll: Option<u64>,
}

#[derive(Debug, Args)]
struct LspArgs {
    /// Speak over standard input and output, as without it; some editors add it
    #[arg(long)]
    stdio: bool,
}

#[derive(Debug, Args)]
struct InitArgs {
    /// The folder to make; an existing one must be empty, or a site if there is --host [default with --host: the site
    /// that this folder belongs to]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write what publishing needs: github-pages, gitlab, netlify, cloudflare or apache
    #[arg(long, value_name = "HOST", value_parser = host_parser(), hide_possible_values = true)]
    host: Option<Host>,
}

#[derive(Debug, Args)]
struct NewArgs {
    /// What the entry is
    #[arg(value_name = "KIND", value_parser = kind_parser())]
    kind: Kind,
    /// The name of its file: small letters, digits and hyphens, as in `smith-2019`
    #[arg(value_name = "SLUG")]
    slug: String,
    /// Its title [default: made from SLUG]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Begin a translation of that entry into a language, such as `ur`
    #[arg(long, value_name = "LANG")]
    into: Option<String>,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Debug, Args)]
struct GlossaryArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The form of the list
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Report::Human)]
    report: Report,
}

#[derive(Debug, Args)]
struct LedgerArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Add what is new to the list
    #[arg(long)]
    update: bool,
    /// Un-publish an address, or one fragment of it; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    forget: Vec<String>,
}

#[derive(Debug, Args)]
struct ChangeArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Show what would change, and change nothing
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
}

#[derive(Debug, Args)]
struct RenameArgs {
    /// What it is called: `shoals`, `events/shoals`, or `@key` for a cited work
    #[arg(value_name = "OLD")]
    old: String,
    /// What it shall be called
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Debug, Args)]
struct MergeArgs {
    /// The entry that goes
    #[arg(value_name = "FROM")]
    from: String,
    /// The entry that stays
    #[arg(value_name = "INTO")]
    into: String,
    /// Whose values stay where the two say different things
    #[arg(long, value_name = "WHICH", value_enum)]
    prefer: Option<Preference>,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Preference {
    /// Those of the entry that goes
    From,
    /// Those of the entry that stays
    Into,
}

#[derive(Debug, Args)]
struct StatsArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// The form of the answer
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Report::Human)]
    format: Report,
}

#[derive(Debug, Args)]
struct GraphArgs {
    #[command(flatten)]
    site: SiteArgs,
    /// Only edges on ways from this entry or `@work`
    #[arg(long, value_name = "ID")]
    from: Option<String>,
    /// Only edges on ways to this entry or `@work`
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// Only edges of this relation, such as `treats`; may be repeated
    #[arg(long, value_name = "R", value_parser = PossibleValuesParser::new(graph::relations()))]
    #[arg(hide_possible_values = true)]
    relation: Vec<String>,
    /// Only edges both of whose ends are of this kind, or of one of several
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(graph::KINDS))]
    #[arg(hide_possible_values = true)]
    kind: Vec<String>,
    /// How many edges a way may have
    #[arg(long, value_name = "N", default_value_t = 1)]
    depth: usize,
    /// json, dot, csv or tsv
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = GraphFormat::Json)]
    #[arg(hide_possible_values = true)]
    format: GraphFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GraphFormat {
    /// Nodes and edges
    Json,
    /// For Graphviz
    Dot,
    /// A line for each edge
    Csv,
    /// The same, with tabs
    Tsv,
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// What to import: files that end with .bib, .ris or .json, or one folder
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What becomes of a reference: an entry of `references`.bib, a draft among the `papers`, or `both`
    #[arg(long = "as", value_name = "WHAT", value_enum, default_value_t = ImportAs::References)]
    #[arg(hide_possible_values = true)]
    to: ImportAs,
    #[command(flatten)]
    change: ChangeArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ImportAs {
    /// An entry of content/references.bib
    References,
    /// A draft in content/papers/
    Papers,
    /// Both
    Both,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Report {
    /// A line for each term
    Human,
    /// An object a line for each use
    Json,
}

fn kind_parser() -> impl TypedValueParser<Value = Kind> {
    let names = PossibleValuesParser::new(Kind::ALL.map(Kind::name));
    names.try_map(|name| {
        Kind::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or("no such kind")
    })
}

fn host_parser() -> impl TypedValueParser<Value = Host> {
    let names = PossibleValuesParser::new(init::HOSTS.map(Host::name));
    names.try_map(|name| {
        init::HOSTS
            .into_iter()
            .find(|host| host.name() == name)
            .ok_or("no such host")
    })
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    let names = PossibleValuesParser::new(Format::ALL.map(Format::name));
    names.try_map(|name| {
        Format::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or("no such format")
    })
}

/// How a command ended that did what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Exit status 0.
    Clean,
    /// Exit status 1.
    Problems,
}

/// Why a command could not do what it was asked: exit status 2.
#[derive(Debug)]
struct Failure {
    message: String,
    helps: Vec<String>,
}

impl Failure {
    fn new(message: impl fmt::Display) -> Failure {
        Failure {
            message: message.to_string(),
            helps: Vec::new(),
        }
    }

    fn help(mut self, help: impl fmt::Display) -> Failure {
        self.helps.push(help.to_string());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        self.helps.iter().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

/// Runs the command that the arguments of the program ask for.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let end = match cli.command {
        Command::Build(args) => build::build(&args),
        Command::Check(args) => build::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Schema(args) => schema::schema(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Lsp(LspArgs { stdio: _ }) => Ok(lsp::lsp()),
        Command::Init(args) => init::init(&args),
        Command::New(args) => new::new(&args),
        Command::Glossary(args) => glossary::glossary(&args),
        Command::Ledger(args) => ledger::ledger(&args),
        Command::Theme(command) => theme::theme(&command),
        Command::Rename(args) => rename::rename(&args),
        Command::Zip(args) => zip::zip(&args),
        #[cfg(feature = "deploy")]
        Command::Deploy(args) => deploy::deploy(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Stats(args) => stats::stats(&args),
        Command::Graph(args) => graph::graph(&args),
        Command::Import(args) => import::import(&args),
    };
    match end {
        Ok(End::Clean) => ExitCode::SUCCESS,
        Ok(End::Problems) => ExitCode::from(1),
        Err(failure) => {
            say_to(&mut std::io::stderr(), &failure);
            ExitCode::from(2)
        }
    }
}

/// Writes a line to standard output.
fn say(line: impl fmt::Display) {
    say_to(&mut std::io::stdout(), line);
}

/// Writes a line; a reader that has gone away, as after `| head`, is no reason to fail.
fn say_to(stream: &mut dyn Write, line: impl fmt::Display) {
    let _ = writeln!(stream, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for command in Cli::command().get_subcommands() {
            assert!(command.get_after_help().is_some(), "{}", command.get_name());
        }
    }
}
