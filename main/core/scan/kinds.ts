/** What a file is, by its name: for the person, who knows it so. What is looked for in it is the same in all. */
export const FILE_KINDS = ['dxConfig', 'history', 'netrc', 'env', 'notebook', 'renviron', 'nextflow', 'ansible', 'other'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const BY_NAME: readonly (readonly [FileKind, RegExp])[] = [
  ['dxConfig', /(?:^|[\\/])\.dnanexus_config[\\/]|(?:^|[\\/])environment\.json$/],
  [
    'history',
    /(?:^|[\\/])(?:\.?[a-z_]*_?history|\.zhistory|\.histfile|fish_history|ConsoleHost_history\.txt|[^\\/]*\.historynew|\.Rhistory)$/,
  ],
  ['netrc', /(?:^|[\\/])[._]netrc$/],
  ['notebook', /\.ipynb$/],
  ['renviron', /(?:^|[\\/])\.?Renviron(?:\.[A-Za-z]+)?$/],
  ['env', /(?:^|[\\/])(?:\.env(?:rc|\.[A-Za-z0-9._-]+)?|[A-Za-z0-9._-]+\.env)$/],
  ['nextflow', /(?:^|[\\/])(?:nextflow\.config|\.nextflow[\\/]config|params\.(?:ya?ml|json))$|\.nf$|\.config$/],
  ['ansible', /\.ya?ml$/],
];

export function kindOf(path: string): FileKind {
  return BY_NAME.find(([, name]) => name.test(path))?.[0] ?? 'other';
}
