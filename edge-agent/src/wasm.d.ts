/** A `.wasm` import gives the bytes of the file: esbuild's loader `binary`. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
