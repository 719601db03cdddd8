-- A conversation of Neovim's own client with the language server. The environment names the program and the site;
-- each step is written to standard output, and the first that fails ends Neovim with status 1.

local program, site = vim.env.CONSPECTUS, vim.env.CONSPECTUS_SITE
local paper = site .. '/content/papers/hale-1911.md'

local function step(name, holds, detail)
  io.stdout:write((holds and 'ok ' or 'FAILED ') .. name .. '\n')
  if not holds then
    io.stdout:write(vim.inspect(detail) .. '\n')
    vim.cmd('cquit 1')
  end
end

local function wait_for(name, holds, detail)
  step(name, vim.wait(60000, holds, 20), detail and detail())
end

-- Puts the cursor on the last letter of the first place where a plain text stands.
local function go_to(text)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local _, last = line:find(text, 1, true)
    if last then
      vim.api.nvim_win_set_cursor(0, { number, last - 1 })
      return
    end
  end
  step('find ' .. text, false)
end

local function replace(old, new)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  for number, line in ipairs(lines) do
    local first, last = line:find(old, 1, true)
    if first then
      vim.api.nvim_buf_set_text(0, number - 1, first - 1, number - 1, last, vim.split(new, '\n', { plain = true }))
      return
    end
  end
  step('find ' .. old, false)
end

-- What the server answers about the place behind the cursor's letter.
local function ask(method, extra)
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  for key, value in pairs(extra or {}) do
    params[key] = value
  end
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 60000) or {}) do
    return answer.result
  end
end

local function text_of(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), '\n')
end

vim.o.hidden = true
vim.o.swapfile = false
vim.cmd('edit ' .. vim.fn.fnameescape(paper))
local start = vim.lsp.start or vim.lsp.start_client
local id = start({
  name = 'conspectus',
  cmd = { program, 'lsp' },
  root_dir = site,
  workspace_folders = { { uri = vim.uri_from_fname(site), name = 'site' } },
})
step('start', id ~= nil)
vim.lsp.buf_attach_client(0, id)
local client = vim.lsp.get_client_by_id(id)
wait_for('initialize', function()
  client = vim.lsp.get_client_by_id(id)
  return client and (client.initialized or client.server_capabilities ~= nil)
end)

-- Problems, as they are typed and when they are mended.
local function codes()
  return vim.tbl_map(function(it)
    return it.code
  end, vim.diagnostic.get(0))
end
replace('[[upkeep]]', '[[upkep]]')
wait_for('a problem is shown', function()
  return vim.deep_equal(codes(), { 'unknown-reference' })
end, codes)
local found = vim.diagnostic.get(0)[1]
local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
step('at its place', line:sub(found.col + 1, found.end_col) == 'upkep', found)

-- A correction, made by the editor.
local diagnostic = found.user_data and found.user_data.lsp or {}
local range = {
  start = { line = found.lnum, character = 12 },
  ['end'] = { line = found.lnum, character = 12 },
}
go_to('[[upk')
local actions = ask('textDocument/codeAction', { range = range, context = { diagnostics = { diagnostic } } })
step('it can be corrected', actions and actions[1] and actions[1].title == 'change to `upkeep`', actions)
vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
step('the correction is made', text_of():find('[[upkeep]]', 1, true) ~= nil, text_of())
wait_for('the problem is gone', function()
  return #vim.diagnostic.get(0) == 0
end, codes)

-- Completion, through the function that Neovim completes with.
replace('[[upkeep]]', '[[first')
go_to('[[first')
vim.api.nvim_win_set_cursor(0, { vim.fn.line('.'), vim.fn.col('.') })
local listed = ask('textDocument/completion', {
  position = { line = vim.fn.line('.') - 1, character = vim.fn.match(vim.fn.getline('.'), '\\[\\[first') + 7 },
})
local labels = vim.tbl_map(function(it)
  return it.label
end, listed and listed.items or {})
step('names are completed', labels[1] == 'first-lighting', labels)
replace('[[first', '[[upkeep]]')

-- Keys of works, keys of front matter and their values: what stands in a place is replaced, completed and put back.
local function labels_behind(old, new)
  replace(old, new)
  go_to(new)
  local number, column = unpack(vim.api.nvim_win_get_cursor(0))
  -- The protocol counts as UTF-16 does.
  local written = vim.api.nvim_get_current_line()
  local _, character = vim.str_utfindex(written, column + 1)
  local answer = ask('textDocument/completion', { position = { line = number - 1, character = character } })
  replace(new, old)
  return vim.tbl_map(function(it)
    return it.label
  end, answer and answer.items or {})
end
local keys = labels_behind('[see @reed-1920', '[see @re')
step('keys of works are completed', keys[1] == 'reed-1920', keys)
local of_matter = labels_behind('issued: 1911', 'vol')
step('keys of front matter are completed', vim.tbl_contains(of_matter, 'volume'), of_matter)
local values = labels_behind('stance: argues', 'stance: ')
step('values are completed', vim.deep_equal(values, { 'argues', 'doubts' }), values)
step('all is as it was', not vim.bo.modified or text_of():find('stance: argues', 1, true) ~= nil, text_of())

-- Symbols of the whole site.
local symbols = ask('workspace/symbol', { query = 'miss f' })
step('the site has symbols', symbols and symbols[1] and symbols[1].name == 'Ada Fell', symbols)

-- An entry that is missing is created.
replace('[[upkeep]]', '[[upkeep]] and [[grey-gull]]')
wait_for('a missing entry is told', function()
  return vim.deep_equal(codes(), { 'unknown-reference' })
end, codes)
go_to('[[grey')
local number, column = unpack(vim.api.nvim_win_get_cursor(0))
local at = { line = number - 1, character = column }
local offered = ask('textDocument/codeAction', { range = { start = at, ['end'] = at }, context = { diagnostics = {} } })
local create
for _, action in ipairs(offered or {}) do
  if action.title == 'create the actor `grey-gull`' then
    create = action
  end
end
step('it can be created', create ~= nil, offered)
vim.lsp.util.apply_workspace_edit(create.edit, 'utf-16')
vim.cmd('silent wall')
local created = site .. '/content/actors/grey-gull.md'
wait_for('its file is there', function()
  return vim.fn.filereadable(created) == 1
end)
local skeleton = table.concat(vim.fn.readfile(created), '\n')
step('with its title', skeleton:find('title: Grey Gull', 1, true) ~= nil, skeleton)
vim.cmd('edit ' .. vim.fn.fnameescape(created))
step('to be written', text_of():find('Who or what this is', 1, true) ~= nil, text_of())
replace('Who or what this is, and why it matters here.', 'A tender that brought the oil.')
replace('title: Grey Gull', 'title: Grey Gull\nkind: person\nsort: Grey Gull')
vim.cmd('silent wall')
vim.cmd('edit ' .. vim.fn.fnameescape(paper))
wait_for('nothing is left to say', function()
  return #vim.diagnostic.get(nil) == 0
end, function()
  return vim.diagnostic.get(nil)
end)

-- Hover, definition, references.
go_to('theme: upk')
local card = ask('textDocument/hover')
step('hover shows the card', card and card.contents.value:find('Who pays?', 1, true) ~= nil, card)
local links = ask('textDocument/references', { context = { includeDeclaration = false } })
step('references are found', links and #links == 3, links)
vim.lsp.buf.definition()
wait_for('the definition opens', function()
  return vim.api.nvim_buf_get_name(0):match('upkeep%.md$') ~= nil
end)
step('at the title', vim.fn.line('.') == 2, vim.fn.line('.'))

-- Rename, which moves the file.
vim.cmd('edit ' .. vim.fn.fnameescape(paper))
go_to('[[upk')
vim.lsp.buf.rename('maintenance')
wait_for('references follow a new name', function()
  return text_of():find('[[maintenance]]', 1, true) ~= nil and text_of():find('theme: maintenance', 1, true) ~= nil
end, text_of)
wait_for('the file is moved', function()
  return vim.fn.filereadable(site .. '/content/themes/maintenance.md') == 1
    and vim.fn.filereadable(site .. '/content/themes/upkeep.md') == 0
end)
vim.cmd('silent wall')
local moved = table.concat(vim.fn.readfile(site .. '/content/themes/maintenance.md'), '\n')
step('its former address is recorded', moved:find('moved%-from:.*upkeep') ~= nil, moved)
wait_for('all is well afterwards', function()
  return #vim.diagnostic.get(nil) == 0
end, function()
  return vim.diagnostic.get(nil)
end)

-- The outline.
local outline = ask('textDocument/documentSymbol')
step('the outline is there', outline and outline[2] and outline[2].name == 'Introduction', outline)

vim.lsp.stop_client(id)
wait_for('the server ends', function()
  return vim.lsp.client_is_stopped(id)
end)
vim.cmd('qall!')
