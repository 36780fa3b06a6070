/** Where people and tools leave tokens: which files of a home folder are looked at. */

/** Looked at by name, wherever the walk below would not come. */
export const KNOWN_FILES = [
  '.bash_history',
  '.zsh_history',
  '.zhistory',
  '.histfile',
  '.sh_history',
  '.history',
  '.python_history',
  '.Rhistory',
  '.local/share/fish/fish_history',
  '.local/share/powershell/PSReadLine/ConsoleHost_history.txt',
  'AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt',
  '.netrc',
  '_netrc',
  '.env',
  '.envrc',
  '.Renviron',
  '.Rprofile',
  '.bashrc',
  '.bash_profile',
  '.bash_login',
  '.bash_aliases',
  '.profile',
  '.zshrc',
  '.zprofile',
  '.zshenv',
  '.zlogin',
  '.tcshrc',
  '.cshrc',
  '.login',
  '.xprofile',
  '.pam_environment',
  '.config/fish/config.fish',
  '.config/fish/fish_variables',
  '.nextflow/config',
] as const;

/** Looked through whole. */
export const KNOWN_FOLDERS = [
  '.dnanexus_config',
  '.zsh_sessions',
  '.bash_sessions',
  '.config/environment.d',
  '.config/fish/conf.d',
  '.ansible',
] as const;

/** What the walk through the rest of the home looks at. */
const NAMES =
  /^(?:\.env(?:rc|\..+)?|.+\.env|[._]netrc|\.?Renviron(?:\..+)?|\.Rhistory|environment\.json|nextflow\.config|params\.(?:ya?ml|json)|.+\.(?:ipynb|nf|ya?ml|config))$/;
export const isLookedAt = (name: string): boolean => NAMES.test(name);

/** Folders of programs, which hold thousands of files and nothing that a person wrote. */
const PASSED_BY = new Set([
  'node_modules',
  '.git',
  '.cache',
  '.npm',
  '.cargo',
  '.rustup',
  '.conda',
  'anaconda3',
  'miniconda3',
  'miniforge3',
  'site-packages',
  '.venv',
  'venv',
  '.vscode',
  '.vscode-server',
  '.local',
  '.config',
  '.mozilla',
  '.var',
  'snap',
  'Library',
  'AppData',
  '.Trash',
]);
export const isPassedBy = (folder: string): boolean => PASSED_BY.has(folder);
