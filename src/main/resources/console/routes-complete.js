// Completes words of route files: keys and values from Camel's schema, names from the files of the draft.
"use strict";

const caravanWords = (() => {
  const KEY = /^(\s*)((?:- +)*)(?:"([^"]+)"|([\w.$-]+))\s*:(?:\s+(.*)|)$/;
  let types = null;

  async function load(version) {
    const answer = await fetch("/console/routes/words/" + encodeURIComponent(version) + ".json");
    types = answer.ok ? await answer.json() : null;
  }

  /** The keys above a place, outermost first; by the indentation, as YAML reads it. */
  function path(lines, row, column) {
    const before = lines[row].slice(0, column);
    const keys = [];
    // {a: {b: x}} on one line
    const flow = flowKeys(before);
    keys.unshift(...flow.keys);
    const line = flow.rest;
    const start = line.match(/^(\s*)((?:- +)*)/);
    let indent = start[1].length + start[2].length;
    let dash = start[2].length ? start[1].length : -1;
    if (flow.rest !== before) {
      const own = KEY.exec(line.replace(/\s*$/, "")) || /^(\s*)((?:- +)*)(?:"([^"]+)"|([\w.$-]+))\s*:/.exec(line);
      if (own) {
        keys.unshift(own[3] ?? own[4]);
        indent = own[1].length + own[2].length;
        dash = own[2].length ? own[1].length : -1;
      }
    }
    for (let r = row - 1; r >= 0 && (indent > 0 || dash >= 0); r--) {
      const found = KEY.exec(lines[r]) || /^(\s*)((?:- +)+)()()$/.exec(lines[r]);
      if (!found || /^\s*#/.test(lines[r])) continue;
      const at = found[1].length + found[2].length;
      const reach = dash >= 0 ? dash : indent - 1;
      const parent = dash >= 0 ? (at <= reach && !(found[2].length && found[1].length === dash)) : at <= reach;
      if (found[2].length && found[1].length < indent && at >= indent && dash < 0) {
        // the first key of the same entry: from here on the entry's dash counts
        dash = found[1].length;
        continue;
      }
      if (parent && (found[3] || found[4])) {
        keys.unshift(found[3] || found[4]);
        indent = at;
        dash = found[2].length ? found[1].length : -1;
        if (indent === 0 && dash < 0) break;
        if (found[1].length === 0 && dash === 0) break;
      }
    }
    return keys;
  }

  /** Keys of the objects in braces that are open before the cursor, and what stands before the first of them. */
  function flowKeys(before) {
    const open = [];
    let quote = null;
    for (let i = 0; i < before.length; i++) {
      const c = before[i];
      if (quote) {
        if (c === quote) quote = null;
      } else if ((c === '"' || c === "'") && /[\s:{[,]/.test(before[i - 1] ?? " ")) {
        quote = c;
      } else if (c === "{" && before[i - 1] !== "$" && before[i - 1] !== "{" && before[i + 1] !== "{") {
        open.push(i);
      } else if (c === "}" && before[i - 1] !== "}" && before[i + 1] !== "}") {
        open.pop();
      }
    }
    if (!open.length) return {keys: [], rest: before};
    const keys = open.slice(1).map(i => (/([\w.$-]+)\s*:\s*$/.exec(before.slice(0, i)) ?? [])[1]).filter(Boolean);
    return {keys, rest: before.slice(0, open[0])};
  }

  /** The type that stands at the end of these keys; null if the schema does not know. */
  function typeAt(keys) {
    let type = types?.root;
    for (const key of keys) {
      const word = type?.[key];
      if (!word) return null;
      type = word.t ? types[word.t] : null;
    }
    return type;
  }

  /** What the files name: routes to call, beans with their methods, policies, settings, statements. */
  function names(files) {
    const found = {direct: new Set(), beans: new Map(), policies: new Set(), settings: new Set(), sql: new Set(), uris: new Set()};
    for (const [file, text] of Object.entries(files)) {
      if (text === null) continue;
      if (file.endsWith(".sql")) found.sql.add(file);
      if (!file.endsWith(".camel.yaml")) continue;
      for (const m of text.matchAll(/uri:\s*"?(direct:[\w.-]+)/g)) found.direct.add(m[1]);
      for (const m of text.matchAll(/uri:\s*"?((?!direct:)[a-z][a-z0-9+.-]*:[^\s"?]+)/g)) found.uris.add(m[1]);
      for (const m of text.matchAll(/ref:\s*"?([\w.]+)"?\s*,?\s*\n?\s*(?:method:\s*"?(\w+))?/g)) {
        const methods = found.beans.get(m[1]) ?? new Set();
        if (m[2]) methods.add(m[2]);
        found.beans.set(m[1], methods);
      }
      for (const m of text.matchAll(/routeConfiguration:\s*\n\s+id:\s*([\w-]+)/g)) found.policies.add(m[1]);
      for (const m of text.matchAll(/\{\{([\w.:-]+)\}\}/g)) found.settings.add(m[1]);
    }
    return found;
  }

  const entry = (value, meta, doc, score = 100) => ({caption: value, value, meta, docText: doc ? doc.replace(/(.{60}\S*)\s/g, "$1\n") : undefined, score});

  function values(key, line, prefixStart, keys, files) {
    const known = names(files);
    const upTo = line.slice(0, prefixStart);
    if (/\{\{[\w.:-]*$/.test(upTo)) return [...known.settings].map(name => entry(name, "setting"));
    if (["uri", "to", "toD", "wireTap", "enrich", "pollEnrich"].includes(key)) {
      const scheme = /direct:[\w.-]*$/.test(upTo) || /direct:$/.test(upTo);
      return [...known.direct].map(uri => entry(scheme ? uri.slice(7) : uri, "route", null, 200))
          .concat(scheme ? [] : [...known.uris].map(uri => entry(uri, "endpoint")));
    }
    if (key === "routeConfigurationId") return [...known.policies].map(id => entry(id, "policy"));
    if (key === "ref" || key === "onExceptionOccurredRef" || key === "bean") return [...known.beans.keys()].map(id => entry(id, "bean"));
    if (key === "method") {
      const ref = /ref:\s*"?([\w.]+)/.exec(line)?.[1];
      const methods = ref && known.beans.get(ref)?.size ? known.beans.get(ref) : new Set([...known.beans.values()].flatMap(all => [...all]));
      return [...methods].map(name => entry(name, ref ?? "method"));
    }
    return (typeAt(keys)?.[key]?.e ?? []).map(value => entry(value, key));
  }

  /** @param files gives the files of the draft by path */
  function completer(files) {
    return {
      identifierRegexps: [/[\w.$:-]/],
      getCompletions(editor, session, position, prefix, done) {
        const line = session.getLine(position.row);
        const before = line.slice(0, position.column);
        const start = position.column - prefix.length;
        const value = /(?:^|[\s{,])"?([\w.$-]+)"?\s*:\s+(?:"[^"]*|'[^']*|[^\s{[,][^,{}]*)?$/.exec(before);
        const keys = path(session.getDocument().getAllLines(), position.row, value ? before.search(/\S/) < 0 ? 0 : start : start);
        if (value) {
          done(null, values(value[1], line, position.column, keys, files()));
          return;
        }
        const type = typeAt(keys);
        if (!type) {
          done(null, []);
          return;
        }
        const inFlow = flowKeys(before).rest !== before;
        done(null, Object.entries(type).map(([name, word]) => {
          const one = entry(name, word.t && !word.e ? (word.a ? "list" : "object") : word.e ? word.e.slice(0, 3).join(" | ") : "text", word.d, name === "uri" || name === "steps" ? 300 : 100);
          one.completer = {insertMatch: target => insert(target, prefix, name, word, inFlow)};
          return one;
        }));
      }
    };
  }

  function insert(editor, prefix, name, word, inFlow) {
    editor.completer?.detach();
    const position = editor.getCursorPosition();
    // The popup may have been filtered further since it was filled.
    const typed = /[\w.$-]*$/.exec(editor.session.getLine(position.row).slice(0, position.column))[0];
    editor.session.replace({start: {row: position.row, column: position.column - typed.length}, end: position}, "");
    const rest = editor.session.getLine(position.row).slice(editor.getCursorPosition().column);
    if (/^\s*:/.test(rest)) {
      editor.insert(name);
      return;
    }
    const indent = " ".repeat(/^(\s*(?:- +)*)/.exec(editor.session.getLine(position.row))[1].length + 2);
    if (!inFlow && word.a) {
      editor.insert(name + ":\n" + indent + "- ");
    } else if (!inFlow && word.t && !word.e && !["uri", "simple", "constant", "jq", "to", "toD", "variable"].includes(name)) {
      editor.insert(name + ":\n" + indent);
    } else {
      editor.insert(name + ": ");
    }
  }

  return {load, path, completer};
})();
