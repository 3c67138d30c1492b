"""Owns the second opinion on where Python names are declared: answers {"file", "line", "column"} lines by jedi, one JSON line each."""
import json
import os
import sys

import jedi

root = sys.argv[1]
project = jedi.Project(root, sys_path=[root], smart_sys_path=False)
last = (None, None)

for line in sys.stdin:
    place = json.loads(line)
    if last[0] != place["file"]:
        last = (place["file"], jedi.Script(path=os.path.join(root, place["file"]), project=project))
    found = []
    try:
        for name in last[1].goto(place["line"] + 1, place["column"], follow_imports=True):
            if name.module_path is not None and name.line is not None:
                found.append({"file": os.path.relpath(name.module_path, root), "line": name.line - 1})
    except Exception as error:  # jedi fails on code that it cannot infer: no opinion.
        print(f"jedi: {place}: {error!r}", file=sys.stderr)
    print(json.dumps(found), flush=True)
