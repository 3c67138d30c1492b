-- Starts treewright for Neovim 0.11 and newer, maps keys and adds two commands; writes no prompts and parses nothing.
local M = {}

local NAME = 'treewright'

local DEFAULTS = {
  cmd = { 'treewright', '--stdio' },
  filetypes = { 'typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'python' },
  root_markers = { '.git', 'package.json', 'tsconfig.json', 'pyproject.toml', 'setup.py' },
  -- Sent as the section `treewright`; see the table of settings in the README.
  settings = {},
  -- Takes the suggestion shown as ghost text (Neovim 0.12); false maps nothing.
  accept_key = '<Tab>',
}

local function tell(message)
  vim.notify('treewright: ' .. message, vim.log.levels.ERROR)
end

local function client_of(bufnr)
  local client = vim.lsp.get_clients({ name = NAME, bufnr = bufnr })[1]
  if not client then
    tell('the server is not running in this buffer: see :checkhealth vim.lsp')
  end
  return client
end

-- A diagnostic of any tool, with positions as our server counts them.
local function to_lsp_diagnostic(bufnr, diagnostic, encoding)
  local function position(row, column)
    local line = vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ''
    return { line = row, character = vim.str_utfindex(line, encoding, math.min(column, #line), false) }
  end
  return {
    range = {
      start = position(diagnostic.lnum, diagnostic.col),
      ['end'] = position(diagnostic.end_lnum or diagnostic.lnum, diagnostic.end_col or diagnostic.col),
    },
    message = diagnostic.message,
    severity = diagnostic.severity,
    code = diagnostic.code,
    source = diagnostic.source,
  }
end

-- Neovim tells a server only of the server's own diagnostics, but ours is there to fix what others found.
local function send_all_diagnostics(client)
  local request = client.request
  client.request = function(self, method, params, handler, bufnr)
    if method == 'textDocument/codeAction' then
      local buffer = vim.uri_to_bufnr(params.textDocument.uri)
      local range = params.range
      local found = vim.tbl_filter(function(diagnostic)
        local last = diagnostic.end_lnum or diagnostic.lnum
        return diagnostic.lnum <= range['end'].line and range.start.line <= last
      end, vim.diagnostic.get(buffer))
      params = vim.deepcopy(params)
      params.context.diagnostics = vim.tbl_map(function(diagnostic)
        return to_lsp_diagnostic(buffer, diagnostic, self.offset_encoding)
      end, found)
    end
    return request(self, method, params, handler, bufnr)
  end
end

-- Neovim 0.12: suggestions as ghost text.
local function show_inline(bufnr, accept_key)
  vim.lsp.inline_completion.enable(true, { bufnr = bufnr })
  if not accept_key then
    return
  end
  vim.keymap.set('i', accept_key, function()
    return vim.lsp.inline_completion.get() and '' or accept_key
  end, { buffer = bufnr, expr = true, desc = 'treewright: take the suggestion' })
end

-- Neovim 0.11: suggestions as items of CTRL-X CTRL-O. Its menu takes one word of an item: we give it the first line,
-- and put the others below when the item was taken, so that no indentation is added to what the server wrote.
local function show_in_menu(client, bufnr)
  local bytes_behind_cursor = 0
  vim.lsp.completion.enable(true, client.id, bufnr, {
    convert = function(item)
      local line = vim.api.nvim_get_current_line()
      local last = vim.str_byteindex(line, client.offset_encoding, item.textEdit.range['end'].character, false)
      bytes_behind_cursor = math.max(0, last - vim.api.nvim_win_get_cursor(0)[2])
      return { word = item.textEdit.newText:match('^[^\r\n]*') }
    end,
  })
  vim.api.nvim_create_autocmd('CompleteDone', {
    buffer = bufnr,
    group = vim.api.nvim_create_augroup('treewright.' .. bufnr, {}),
    callback = function()
      local taken = vim.tbl_get(vim.v.completed_item, 'user_data', 'nvim', 'lsp') or {}
      if taken.client_id ~= client.id then
        return
      end
      local lines = vim.split(taken.completion_item.textEdit.newText, '\r?\n')
      local row, column = unpack(vim.api.nvim_win_get_cursor(0))
      lines[1] = ''
      vim.api.nvim_buf_set_text(bufnr, row - 1, column, row - 1, column + bytes_behind_cursor, lines)
      if #lines > 1 then
        vim.api.nvim_win_set_cursor(0, { row + #lines - 1, #lines[#lines] })
      end
    end,
  })
end

--- Has an action done in the background; the server applies the edit when it is ready.
---
--- @param action string id, such as "apply-instruction"
--- @param opts? { instruction?: string, first_line?: integer, last_line?: integer } lines from 1; the cursor without them
function M.act(action, opts)
  opts = opts or {}
  local bufnr = vim.api.nvim_get_current_buf()
  local client = client_of(bufnr)
  if not client then
    return
  end
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  if opts.first_line then
    local last = vim.api.nvim_buf_get_lines(bufnr, opts.last_line - 1, opts.last_line, true)[1]
    local from, to = { opts.first_line, 0 }, { opts.last_line, #last }
    params = vim.lsp.util.make_given_range_params(from, to, bufnr, client.offset_encoding)
  end
  local reported = vim.diagnostic.get(bufnr, { lnum = params.range.start.line })[1]
  local arguments = {
    v = 1,
    actionId = action,
    uri = params.textDocument.uri,
    version = vim.lsp.util.buf_versions[bufnr],
    span = params.range,
    instruction = opts.instruction,
    diagnostic = reported and to_lsp_diagnostic(bufnr, reported, client.offset_encoding),
  }
  client:exec_cmd({ title = action, command = 'treewright.run', arguments = { arguments } }, { bufnr = bufnr }, function(err)
    if err then
      tell(err.message)
    end
  end)
end

--- Shows what answers, and why.
function M.doctor()
  local client = client_of(0)
  if not client then
    return
  end
  client:exec_cmd({ title = 'doctor', command = 'treewright.doctor' }, { bufnr = 0 }, function(err, answer)
    if err then
      return tell(err.message)
    end
    for _, check in ipairs(answer.checks) do
      local remedy = check.remedy and (': ' .. check.remedy) or ''
      print(('%-7s %s: %s%s'):format(check.verdict, check.id, check.message, remedy))
    end
  end)
end

local function create_commands()
  vim.api.nvim_create_user_command('Treewright', function(call)
    if call.args == '' then
      return vim.lsp.buf.code_action({ filter = function(_, id) return id == nil or id == client_of(0).id end })
    end
    local lines = call.range > 0 and { first_line = call.line1, last_line = call.line2 } or {}
    M.act('apply-instruction', vim.tbl_extend('error', lines, { instruction = call.args }))
  end, { nargs = '*', range = true, desc = 'Rewrite the selection or the symbol at the cursor as told' })
  vim.api.nvim_create_user_command('TreewrightDoctor', M.doctor, { desc = 'Tell what answers, and why' })
end

--- Starts the server for the file types named, with DEFAULTS where `opts` says nothing.
function M.setup(opts)
  opts = vim.tbl_extend('force', DEFAULTS, opts or {})
  vim.lsp.config(NAME, {
    cmd = opts.cmd,
    filetypes = opts.filetypes,
    root_markers = opts.root_markers,
    settings = { treewright = opts.settings },
    on_init = send_all_diagnostics,
    on_attach = function(client, bufnr)
      if vim.lsp.inline_completion and client:supports_method('textDocument/inlineCompletion') then
        show_inline(bufnr, opts.accept_key)
      elseif client:supports_method('textDocument/completion') then
        show_in_menu(client, bufnr)
      end
    end,
  })
  vim.lsp.enable(NAME)
  create_commands()
end

return M
