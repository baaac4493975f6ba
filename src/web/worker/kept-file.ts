/** A file of the build, and what it must be: a gateway of another build answers with another one. */
export interface KeptFile {
  url: string;
  integrity: string;
}
