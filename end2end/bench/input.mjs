/** What the benches are fed with: made from numbers alone, so that every run gets the same. */

/** A form of so many fields in groups of ten: texts with rules, numbers, switches, choices and lists. */
export function formOf(fields) {
  const properties = {};
  const data = {};
  for (let first = 0; first < fields; first += 10) {
    const group = {};
    for (let index = first; index < Math.min(first + 10, fields); index += 1) group[`f${index}`] = field(index);
    properties[`g${first}`] = { type: 'object', title: `Group ${first}`, properties: group, required: [`f${first}`] };
    data[`g${first}`] = { [`f${first}`]: `name-${first}` };
  }
  return { schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties }, data };
}

function field(index) {
  switch (index % 10) {
    case 0:
      return { type: 'string', title: `Name ${index}`, minLength: 2, maxLength: 400, pattern: '^[a-z0-9-]+$' };
    case 1:
      return { type: 'integer', title: `Count ${index}`, minimum: 0, maximum: 1000, default: 3 };
    case 2:
      return { type: 'boolean', title: `Switch ${index}`, default: true };
    case 3:
      return { type: 'string', title: `Choice ${index}`, enum: ['small', 'medium', 'large'], default: 'medium' };
    case 4:
      return { type: 'string', title: `Host ${index}`, format: 'hostname', description: 'A name that others can reach.' };
    case 5:
      return { type: 'number', title: `Share ${index}`, exclusiveMinimum: 0, maximum: 1 };
    case 6:
      return { type: 'string', title: `Mail ${index}`, format: 'email' };
    default:
      return { type: 'string', title: `Text ${index}`, maxLength: 80 };
  }
}

/** Rows of a table as a cluster would have them. */
export function rowsOf(count) {
  const states = ['running', 'pending', 'failed', 'succeeded'];
  return Array.from({ length: count }, (_, index) => ({
    name: `pod-${index}`,
    namespace: `team-${index % 97}`,
    state: states[index % 4],
    cpu: (index * 7919) % 4000,
    memory: (index * 104_729) % 65_536,
    node: `node-${index % 31}`,
  }));
}
