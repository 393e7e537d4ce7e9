const folder = '@serialport/bindings-cpp/prebuilds';
const addons = {
  arm: `${folder}/linux-arm/@serialport+bindings-cpp.armv7.glibc.node`,
  arm64: `${folder}/linux-arm64/@serialport+bindings-cpp.armv8.glibc.node`,
  x64: `${folder}/linux-x64/@serialport+bindings-cpp.glibc.node`,
};

/**
 * The serial port's package looks for its compiled part in folders that a bundle does not have. This lays
 * the parts for the processors of poles beside the bundle, and the one that fits is loaded with the first port.
 */
export const serialAddons = {
  name: 'serial-addons',
  setup(build) {
    const loader = { filter: /@serialport[\\/]bindings-cpp[\\/]dist[\\/]serialport-bindings\.js$/ };
    build.onLoad(loader, () => ({ contents: bindingModule() }));
  },
};

function bindingModule() {
  const choices = Object.entries(addons).map(
    ([arch, file]) => `${JSON.stringify(arch)}: () => require('${file}')`,
  );
  return `const load = { ${choices.join(', ')} }[process.arch];
    if (load === undefined) throw new Error('no serial port addon for ' + process.arch);
    exports.binding = load();`;
}
