// Owns which variables of the environment a child process gets: those it cannot do without, and no secrets.

const NEEDED_BY_ALL =
  /^(PATH|HOME|USER|USERPROFILE|SYSTEMROOT|WINDIR|COMSPEC|APPDATA|LOCALAPPDATA|TEMP|TMP|TMPDIR|LANG|LC_.*|XDG_.*)$/i;

/** `alsoNeeded` names the variables that this one program reads. */
export function childEnvironment(env: NodeJS.ProcessEnv, alsoNeeded?: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => NEEDED_BY_ALL.test(name) || alsoNeeded?.test(name) === true),
  );
}
