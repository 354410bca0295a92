// Makes two modules out of the sources of Karavan and Kaoto: what reads a route file and writes it back. What draws it on a
// screen, and all libraries that only that needs, is replaced by nothing.
import { build } from 'esbuild';

const needed = new Set(['buffer', 'js-yaml', 'lodash', 'mobx', 'process', 'uuid', 'yaml']);

const screenless = {
  name: 'screenless',
  setup(bundle) {
    bundle.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('core/') || needed.has(path.split('/')[0])
        ? undefined
        : { path, namespace: 'nothing' });
    bundle.onResolve({ filter: /\.(svg|png|gif|css|scss)$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    bundle.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({
      contents: `
        const nothing = new Proxy(function () {}, {
          get: (target, key) => (key === Symbol.toPrimitive ? () => '' : key === '__esModule' ? false : nothing),
          apply: () => nothing,
          construct: () => ({}),
        });
        module.exports = nothing;`,
    }));
  },
};

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
  plugins: [screenless],
  alias: { core: `${process.cwd()}/karavan/package/src/core` },
  banner: {
    js: `import { createRequire } from 'module';
      const require = createRequire(import.meta.url);
      globalThis.DOMParser = class { parseFromString() { return {}; } };
      globalThis.XMLSerializer = class {};
      globalThis.window = globalThis;`,
  },
};

await build({
  ...common,
  stdin: {
    resolveDir: '.',
    loader: 'ts',
    contents: `
      export { CamelDefinitionYaml } from 'core/api/CamelDefinitionYaml';
      export { ComponentApi } from 'core/api/ComponentApi';`,
  },
  outfile: 'karavan.mjs',
});
await build({
  ...common,
  stdin: {
    resolveDir: '.',
    contents: `export * from './kaoto/package/lib/esm/models/camel/camel-resource-factory.js';`,
  },
  outfile: 'kaoto.mjs',
});
