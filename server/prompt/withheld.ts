// Owns keeping secrets of shown text from a model: a placeholder goes out in their place, and they come back in where an answer repeats it.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { secretsIn, withoutSecrets } from "../trace/secrets.ts";

/** For text that nothing is read back from. */
export function withheld(text: string): string {
  return withoutSecrets(text, () => "[secret]");
}

/** For text around a rewrite: the document's own secrets are numbered, so that an answer can keep them. */
export function withheldFrom(document: DocumentSnapshot, text: string): string {
  const own = ownSecrets(document);
  return withoutSecrets(text, (secret) => {
    const index = own.indexOf(secret);
    return index < 0 ? "[secret]" : `[secret ${index + 1}]`;
  });
}

/** An answer with the document's secrets in place of their numbers. */
export function restored(document: DocumentSnapshot, answer: string): string {
  if (!answer.includes("[secret ")) return answer;
  const own = ownSecrets(document);
  return answer.replace(
    /\[secret (\d{1,4})\]/g,
    (placeholder, number) => own[Number(number) - 1] ?? placeholder,
  );
}

function ownSecrets(document: DocumentSnapshot): readonly string[] {
  return secretsIn(document.slice(0, document.length));
}
