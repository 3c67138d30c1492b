// Owns the source that tells what was changed in this session: as small diffs to an action, as the new lines to a completion.
import type { RecentEdit } from "../edit-history.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";

const MOST_EDITS = 4;
// Further away in the same file it is another subject.
const NEAR_LINES = 100;

export const recentEdits: ContextSource = {
  id: "recent-edits",
  doc: "What was changed in this session: the lines before and after for actions, the new lines of other places for completions.",
  find(request, ports) {
    return ports.edits
      .recent()
      .filter((edit) =>
        request.typing === undefined ? isNear(edit, request) : isElsewhere(edit, request, ports),
      )
      .slice(0, MOST_EDITS)
      .map((edit) => toItem(edit, request, ports));
  },
};

function isNear({ uri, span }: RecentEdit, { document, region }: SourceRequest): boolean {
  if (uri !== document.uri) return true;
  const line = (offset: number): number => document.positionAt(offset).line;
  return (
    line(span.start) <= line(region.end) + NEAR_LINES && line(span.end) >= line(region.start) - NEAR_LINES
  );
}

/** What the prompt shows anyway, and another language, would only be in the way of a completion. */
function isElsewhere(
  { uri, span, newLines }: RecentEdit,
  request: SourceRequest,
  ports: SourcePorts,
): boolean {
  if (newLines.every((line) => line.trim() === "")) return false;
  const { document, visible } = request;
  if (uri === document.uri) {
    return (
      (span.end <= visible.start || span.start >= visible.end) &&
      isNear({ uri, span, newLines, oldLines: [] }, request)
    );
  }
  return ports.documents.get(uri)?.languageId === document.languageId;
}

function toItem(edit: RecentEdit, { typing }: SourceRequest, ports: SourcePorts): FoundItem {
  const { uri, span, oldLines, newLines } = edit;
  const diff = [...oldLines.map((line) => `-${line}`), ...newLines.map((line) => `+${line}`)];
  return {
    uri,
    path: ports.workspace.relativePath(uri),
    span,
    text: (typing === undefined ? diff : newLines).join("\n"),
    score: 0.45,
    why: "changed in this session",
    ...(typing === undefined ? { role: "edit" } : {}),
  };
}
