// What the first screen may cost, compressed. The editor and the engine's worker come later, on demand.
module.exports = [{ name: 'initial JavaScript', path: 'dist/assets/index-*.js', limit: '300 kB', gzip: true }];
