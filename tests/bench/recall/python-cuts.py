"""Owns where Python code may be cut and what it declares, by the parser of Python itself; offsets are UTF-16 units.

Reads {"root", "files", "least", "most", "statement"} from stdin and writes one JSON line per file.
"""
import ast
import io
import json
import sys
import tokenize


class Offsets:
    """From lines and columns, in bytes as ast counts them or in characters as tokenize does, to UTF-16 offsets."""

    def __init__(self, text):
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line) + 1)

    def of_bytes(self, line, column):
        return self.starts[line - 1] + utf16(self.lines[line - 1].encode()[:column].decode())

    def of_characters(self, line, column):
        return self.starts[line - 1] + utf16(self.lines[line - 1][:column])

    def span(self, node):
        return [self.of_bytes(node.lineno, node.col_offset), self.of_bytes(node.end_lineno, node.end_col_offset)]


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def main():
    request = json.load(sys.stdin)
    for file in request["files"]:
        with open(f"{request['root']}/{file}", encoding="utf-8", newline="") as source:
            text = source.read()
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        offsets = Offsets(text)
        facts = {
            "file": file,
            "functions": list(functions_of(tree, text, offsets, request)),
            "declarations": list(declarations_of(tree, offsets)),
            "imports": list(imports_of(tree, text, offsets)),
            "names": [[node.id, *offsets.span(node)] for node in outside_format_strings(tree) if isinstance(node, ast.Name)],
        }
        print(json.dumps(facts))


def functions_of(tree, text, offsets, request):
    tokens = [
        offsets.of_characters(*token.start)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.string.strip() and token.type != tokenize.COMMENT
    ]
    for node in ast.walk(tree):
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        # What a docstring says stays in sight, like the comment above a function of other languages.
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        if not body or body[0].lineno == node.lineno:
            continue
        if not request["least"] <= body[-1].end_lineno - body[0].lineno + 1 <= request["most"]:
            continue
        start, end = offsets.span(body[0])[0], offsets.span(body[-1])[1]
        inner = [each for statement in body for each in outside_format_strings(statement)]
        yield {
            "start": offsets.span(node)[0],
            "body": [start, end],
            "statements": [
                offsets.span(each)
                for each in inner
                if isinstance(each, ast.stmt) and each.end_lineno - each.lineno + 1 <= request["statement"]
            ],
            "tokens": [token for token in tokens if start <= token < end],
            "arguments": [
                [offsets.span(each.func)[1] + text_after(text, offsets, each.func), offsets.span(each)[1] - 1]
                for each in inner
                if isinstance(each, ast.Call) and (each.args or each.keywords)
            ],
            "identifiers": list(identifiers_of(node, inner, offsets)),
        }


def text_after(text, offsets, func):
    """Characters between what is called and the inside of its parentheses."""
    line = offsets.lines[func.end_lineno - 1].encode()[func.end_col_offset :].decode()
    return line.find("(") + 1 if "(" in line else 1


def outside_format_strings(root):
    """All nodes but those in f-strings, whose places the parser does not know before Python 3.12."""
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, ast.JoinedStr):
            pending.extend(reversed(list(ast.iter_child_nodes(node))))


def identifiers_of(function, inner, offsets):
    """Names that may be declared elsewhere: not those that the function itself binds."""
    arguments = function.args
    local = {each.arg for each in ast.walk(arguments) if isinstance(each, ast.arg)}
    bound = [each for each in inner if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    shared = {name for each in inner if isinstance(each, (ast.Global, ast.Nonlocal)) for name in each.names}
    local |= {each.id for each in bound} - shared
    for node in inner:
        if isinstance(node, ast.Name) and node.id not in local:
            yield {"name": node.id, "offset": offsets.span(node)[0], "member": False}
        elif isinstance(node, ast.Attribute):
            offset = offsets.span(node)[1] - len(node.attr)
            yield {"name": node.attr, "offset": offset, "member": True}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield {"name": alias.name, "offset": offsets.span(alias)[0], "member": False}


def declarations_of(tree, offsets):
    """Functions, classes, assignments of modules and classes, and attributes that methods give to `self`."""
    pending = [(child, None) for child in tree.body]
    while pending:
        node, method_of = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            start = offsets.span(node)[0]
            first = node.body[0]
            keyword = {ast.FunctionDef: "def ", ast.AsyncFunctionDef: "async def ", ast.ClassDef: "class "}[type(node)]
            header = [start, offsets.span(first)[0]]
            yield {"name": node.name, "offset": start + len(keyword), "header": header}
        if isinstance(node, ast.ClassDef):
            pending.extend((child, "class") for child in node.body)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            # Inside a function only what is given to `self` can be seen from elsewhere.
            if method_of == "class":
                yield from attributes_of(node, offsets)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for name in [target, *getattr(target, "elts", [])]:
                    if isinstance(name, ast.Name):
                        yield {"name": name.id, "offset": offsets.span(name)[0], "header": offsets.span(node)}
        else:
            pending.extend((child, method_of) for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt))
            for handler in getattr(node, "handlers", []):
                pending.extend((child, method_of) for child in handler.body)


def attributes_of(method, offsets):
    if not method.args.args:
        return
    own = method.args.args[0].arg
    for statement in ast.walk(method):
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
            continue
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            for each in [target, *getattr(target, "elts", [])]:
                if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == own:
                    offset = offsets.span(each)[1] - len(each.attr)
                    yield {"name": each.attr, "offset": offset, "header": offsets.span(statement)}


def imports_of(tree, text, offsets):
    """Import statements with the names they bind, each with its place."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [
                {"local": (alias.asname or alias.name).split(".")[0], "span": offsets.span(alias)} for alias in node.names
            ]
            yield {
                "span": offsets.span(node),
                "names": names,
                "module": getattr(node, "module", None),
                "level": getattr(node, "level", None),
            }


main()
