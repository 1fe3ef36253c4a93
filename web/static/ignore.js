// Which files of a folder are not worth reading: what version control ignores, and what tools produce.

const PRODUCED = new Set(['.git', 'node_modules', 'target', 'dist', 'build', '.venv', '__pycache__']);

/** The rules of every .gitignore that was seen, the last one that fits wins. */
export class Ignore {
  #rules = [];

  /** Adds the .gitignore of a folder; '' is the folder that was dropped. */
  add(folder, text) {
    for (const raw of text.split(/\r?\n/)) {
      let line = raw.replace(/(?<!\\)\s+$/, '');
      if (!line || line.startsWith('#')) continue;
      const kept = line.startsWith('!');
      if (kept) line = line.slice(1);
      const onlyFolders = line.endsWith('/');
      if (onlyFolders) line = line.slice(0, -1);
      const anchored = line.includes('/');
      const pattern = toPattern(line.replace(/^\//, ''));
      this.#rules.push({ folder: folder && `${folder}/`, kept, onlyFolders, test: new RegExp(anchored ? `^${pattern}$` : `(^|/)${pattern}$`) });
    }
  }

  /** Whether a file or a folder is left out. Paths are relative to what was dropped. */
  has(path, isFolder) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isFolder && PRODUCED.has(name)) return true;
    let ignored = false;
    for (const rule of this.#rules) {
      if (!path.startsWith(rule.folder) || (rule.onlyFolders && !isFolder)) continue;
      if (rule.test.test(path.slice(rule.folder.length))) ignored = !rule.kept;
    }
    return ignored;
  }

  /** The outermost part of a path that is left out; undefined where it is kept. */
  outermost(path) {
    const parts = path.split('/');
    for (let i = 1; i <= parts.length; i += 1) {
      const part = parts.slice(0, i).join('/');
      if (this.has(part, i < parts.length)) return part;
    }
    return undefined;
  }
}

function toPattern(glob) {
  let pattern = '';
  for (let i = 0; i < glob.length; i += 1) {
    const rest = glob.slice(i);
    if (rest.startsWith('**/')) {
      pattern += '(.*/)?';
      i += 2;
    } else if (rest.startsWith('**')) {
      pattern += '.*';
      i += 1;
    } else if (glob[i] === '*') pattern += '[^/]*';
    else if (glob[i] === '?') pattern += '[^/]';
    else if (glob[i] === '\\' && i + 1 < glob.length) pattern += escape(glob[++i]);
    else pattern += escape(glob[i]);
  }
  return pattern;
}

const escape = character => character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
