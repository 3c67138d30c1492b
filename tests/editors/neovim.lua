-- Drives a real Neovim with keys, through clients/neovim: `nvim -l neovim.lua CASE FILE NODE SERVER CONFIG PLUGIN [WISH]`.
-- Prints the text of the buffer at the end; what it waits for and does not get is its last line and exit code 1.
local case, file, node, server, config, plugin, wish_file = unpack(arg)
local WAIT_MS = 20000

local editor = vim.fn.jobstart({ vim.v.progpath, '--embed', '--headless', '--clean' }, { rpc = true })

local function lua(code, ...)
  return vim.rpcrequest(editor, 'nvim_exec_lua', code, { ... })
end

local function press(keys)
  vim.rpcrequest(editor, 'nvim_input', keys)
end

local function text()
  return table.concat(lua('return vim.api.nvim_buf_get_lines(0, 0, -1, false)'), '\n')
end

local function wait_for(what, condition)
  if not vim.wait(WAIT_MS, condition, 20) then
    io.stderr:write(('no %s within %d s\n%s\n%s\n'):format(what, WAIT_MS / 1000, text(), lua('return vim.fn.execute("messages")')))
    os.exit(1)
  end
end

local function wait_for_change(before)
  wait_for('change', function()
    return text() ~= before
  end)
end

lua([[
  local node, server, config, plugin = ...
  vim.opt.runtimepath:prepend(plugin)
  vim.opt.swapfile = false
  vim.opt.completeopt = { 'menuone', 'popup' }
  local filetypes = { 'typescript', 'javascript', 'python', 'text', 'gitcommit' }
  require('treewright').setup({ cmd = { node, server, '--stdio', '--config', config }, filetypes = filetypes })
]], node, server, config, plugin)
lua('vim.cmd.edit(...)', file)
wait_for('server', function()
  return lua([[
    local client = vim.lsp.get_clients({ name = 'treewright', bufnr = 0 })[1]
    return client ~= nil and client.initialized == true
  ]])
end)

local CASES = {
  -- Types to the place, opens the menu, takes the item.
  completion = function()
    press('/return $<CR>A')
    press('<C-x><C-o>')
    wait_for('menu', function()
      return lua('return vim.fn.pumvisible()') == 1
    end)
    press('<C-y><Esc>')
    wait_for('end of insert mode', function()
      return lua('return vim.api.nvim_get_mode().mode') == 'n'
    end)
  end,

  -- The same, once the server knows the workspace.
  import = function(cases)
    lua([[
      local client = vim.lsp.get_clients({ name = 'treewright', bufnr = 0 })[1]
      client:request_sync('workspace/executeCommand', { command = 'treewright.index', arguments = {} }, 10000, 0)
    ]])
    cases.completion()
    wait_for('import', function()
      return text():find('import') ~= nil
    end)
  end,

  -- Types along the suggestion faster than anybody can, with the menu open and nothing put in by it; what is typed is all that is there.
  along = function()
    lua('vim.opt.completeopt:append("noinsert")')
    press('/return $<CR>A')
    press('<C-x><C-o>')
    wait_for('menu', function()
      return lua('return vim.fn.pumvisible()') == 1
    end)
    for sign in ('width * height * depth'):gmatch('.') do
      press(sign)
    end
    press('<Esc>')
    wait_for('end of insert mode', function()
      return lua('return vim.api.nvim_get_mode().mode') == 'n'
    end)
    -- An answer that comes too late must not change anything.
    vim.wait(300)
  end,

  -- Types along ghost text to its last sign but one, as editors show it that have it: every other key comes before the answer to the key before.
  -- Prints every line that was seen, written and ghost together, then the buffer.
  ghost = function()
    lua([[
      local client = vim.lsp.get_clients({ name = 'treewright', bufnr = 0 })[1]
      _G.seen, _G.answered = {}, 0
      _G.ask = function()
        local tick = vim.b.changedtick
        local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
        params.context = { triggerKind = 2 }
        client:request('textDocument/inlineCompletion', params, function(_, result)
          if tick ~= vim.b.changedtick then return end
          _G.answered = tick
          local item = result and result.items and result.items[1]
          _G.seen[vim.api.nvim_get_current_line() .. (item and item.insertText or '')] = true
        end, vim.api.nvim_get_current_buf())
      end
      vim.api.nvim_create_autocmd('TextChangedI', { buffer = 0, callback = _G.ask })
    ]])
    local function wait_for_answer()
      wait_for('answer', function()
        return lua('return _G.answered == vim.b.changedtick')
      end)
    end
    press('/return $<CR>A')
    wait_for('insert mode', function()
      return lua('return vim.api.nvim_get_mode().mode') == 'i'
    end)
    lua('_G.ask()')
    wait_for_answer()
    local count = 0
    for sign in ('width * height * dept'):gmatch('.') do
      press(sign)
      count = count + 1
      if count % 2 == 0 then
        wait_for_answer()
      end
    end
    press('<Esc>')
    for line in pairs(lua('return _G.seen')) do
      io.stdout:write(line, '\n')
    end
  end,

  -- Types a part of it, waits for the menu, and takes the rest.
  half = function()
    lua('vim.opt.completeopt:append("noinsert")')
    press('/return $<CR>A')
    press('<C-x><C-o>')
    wait_for('menu', function()
      return lua('return vim.fn.pumvisible()') == 1
    end)
    for sign in ('wid'):gmatch('.') do
      press(sign)
    end
    wait_for('typed text', function()
      return text():find('return wid') ~= nil
    end)
    press('<C-x><C-o>')
    wait_for('menu', function()
      return lua('return vim.fn.pumvisible()') == 1
    end)
    press('<C-y><Esc>')
    wait_for('end of insert mode', function()
      return lua('return vim.api.nvim_get_mode().mode') == 'n'
    end)
  end,

  -- The code action as `gra` takes it: listed, chosen, resolved, applied.
  resolve = function()
    local before = text()
    press('/NotImplemented<CR>')
    lua([[vim.lsp.buf.code_action({ apply = true, context = { only = { 'refactor.rewrite.implement' }, diagnostics = {} } })]])
    wait_for_change(before)
  end,

  -- A diagnostic that another tool has put there is fixed by the action listed for it.
  diagnostic = function()
    local before = text()
    lua([[
      local row = vim.fn.search('widht') - 1
      local column = vim.fn.getline(row + 1):find('widht') - 1
      vim.api.nvim_win_set_cursor(0, { row + 1, 0 })
      vim.diagnostic.set(vim.api.nvim_create_namespace('checker'), 0, {
        { lnum = row, col = column, end_col = column + 5, message = 'undefined name widht', severity = 1 },
      })
      vim.lsp.buf.code_action({ apply = true, context = { only = { 'quickfix' } } })
    ]])
    wait_for_change(before)
  end,

  -- The command path: the server works in the background and applies the edit.
  command = function()
    local before = text()
    press('/def area<CR>')
    press(':Treewright round to an int<CR>')
    wait_for_change(before)
  end,

  -- Another action, found by its kind.
  docs = function()
    local before = text()
    press('/def area<CR>')
    lua([[vim.lsp.buf.code_action({ apply = true, context = { only = { 'refactor.rewrite.docs' }, diagnostics = {} } })]])
    wait_for_change(before)
  end,

  docs_command = function()
    local before = text()
    press('/def area<CR>')
    lua([[require('treewright').act('write-docs')]])
    wait_for_change(before)
  end,

  -- A file that the edit creates, and a document with words, are shown in the window.
  tests = function()
    press('/def area<CR>')
    lua([[require('treewright').act('write-tests')]])
    wait_for('file of tests', function()
      return lua('return vim.fn.bufname()'):find('test_shapes') ~= nil and text():find('assert') ~= nil
    end)
  end,

  explain = function()
    press('/def area<CR>')
    lua([[require('treewright').act('explain')]])
    wait_for('explanation', function()
      return lua('return vim.fn.bufname()'):find('answer') ~= nil
    end)
  end,

  -- Any action as a file in JSON says: from the menu by its kind, or by its name. Prints what comes of it.
  any = function()
    local wish = vim.json.decode(io.open(wish_file):read('a'), { luanil = { object = true } })
    local before = text()
    lua([[
      local wish = ...
      -- Who is asked chooses what was wished for.
      vim.ui.select = function(_, _, on_choice) on_choice(wish.instruction) end
      vim.api.nvim_win_set_cursor(0, { wish.first.line, wish.first.column })
      if wish.diagnostic then
        vim.diagnostic.set(vim.api.nvim_create_namespace('checker'), 0, {
          { lnum = wish.first.line - 1, col = wish.first.column, message = wish.diagnostic, severity = 1 },
        })
      end
      if wish.before then
        require('treewright').act('apply-instruction', { instruction = wish.before })
      end
    ]], wish)
    if wish.before then
      wait_for_change(before)
      before = text()
    end
    lua([[
      local wish = ...
      if wish.way == 'menu' then
        local range = { start = { wish.first.line, wish.first.column }, ['end'] = { wish.last.line, wish.last.column } }
        return vim.lsp.buf.code_action({ apply = true, context = { only = { wish.kind } }, range = range })
      end
      local lines = wish.isSelection and { first_line = wish.first.line, last_line = wish.last.line } or {}
      require('treewright').act(wish.id, vim.tbl_extend('error', lines, { instruction = wish.instruction }))
    ]], wish)
    local function result()
      return lua([[
        local wish, before = ...
        if wish.hasFindings then
          local found = vim.diagnostic.get(0)
          local told = vim.tbl_map(function(each) return (each.lnum + 1) .. ': ' .. each.message end, found)
          return #found > 0 and table.concat(told, '\n') or nil
        end
        local buffer = 0
        if wish.path then
          buffer = vim.fn.bufnr(wish.path .. '$')
        elseif wish.hasWords and not vim.fn.bufname():find('answer') then
          return nil
        end
        if buffer < 0 or not vim.api.nvim_buf_is_loaded(buffer) then return nil end
        local now = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
        return now ~= before and now ~= '' and now or nil
      ]], wish, before)
    end
    wait_for('result', function()
      return result() ~= vim.NIL and result() ~= nil
    end)
    io.stdout:write(result(), '\n')
    os.exit(0)
  end,

  -- Nothing is left running when the editor is gone.
  exit = function()
    local pid = lua([[
      local pid = vim.fn.systemlist({ 'pgrep', '-P', tostring(vim.fn.getpid()) })[1]
      return tonumber(pid)
    ]])
    vim.rpcnotify(editor, 'nvim_command', 'qall!')
    local has_ended = vim.wait(WAIT_MS, function()
      return vim.uv.kill(pid, 0) ~= 0
    end, 20)
    io.stdout:write(has_ended and 'ended' or 'still running', '\n')
    os.exit(0)
  end,
}

CASES[case](CASES)
io.stdout:write(text(), '\n')
vim.fn.jobstop(editor)
