// Opens each file named on standard input in both tools and saves it again. Prints what came out, as JSON: by tool and
// file {saved, steps} or {error}. The steps are those that Kaoto draws, not all that stand in others: for that it looks
// into its catalogue, which is not loaded here.
import { readFileSync } from 'node:fs';
import { CamelDefinitionYaml, ComponentApi } from './karavan.mjs';
import { CamelResourceFactory } from './kaoto.mjs';

const components = JSON.parse(readFileSync('karavan/package/test/metadata/components.json', 'utf8'));
ComponentApi.saveComponents(components.map((component) => JSON.stringify(component)));

const drawn = (node) => [node.data?.processorName ?? node.data?.path, ...(node.getChildren() ?? []).flatMap(drawn)];

const tools = {
  async karavan(file, text) {
    return { saved: CamelDefinitionYaml.integrationToYaml(CamelDefinitionYaml.yamlToIntegration(file, text)) };
  },
  async kaoto(file, text) {
    const resource = CamelResourceFactory.createCamelResource(text, { path: file });
    const steps = [];
    for (const entity of resource.getVisualEntities()) {
      steps.push(...drawn(await entity.toVizNode()));
    }
    return { saved: await resource.toString(), steps };
  },
};

const results = { karavan: {}, kaoto: {} };
for (const file of readFileSync(0, 'utf8').trim().split('\n')) {
  const text = readFileSync(file, 'utf8');
  for (const [name, open] of Object.entries(tools)) {
    try {
      results[name][file] = await open(file, text);
    } catch (e) {
      results[name][file] = { error: String(e) };
    }
  }
}
console.log(JSON.stringify(results));
