/**
 * A certified OpenID provider on loopback that speaks as Keycloak does: realm roles, groups, `azp`, refresh tokens that
 * are good once, back-channel logout. Whoever names themselves is believed.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { withClockAhead } from './skewed-clock.ts';

const CLIENT = { id: 'catalyst-console', secret: 'secret-of-the-console' };

/** The audience of access tokens; naming one makes them JWTs. */
const RESOURCE = 'urn:catalyst:api';

/** Realm roles by the name that signs in, up to its first hyphen. Whoever else signs in is a customer. */
const ROLES: Record<string, string[]> = { amal: ['catalyst-owner'], badr: ['catalyst-viewer'], carim: ['catalyst-viewer'] };

export class IdentityProvider {
  readonly client = CLIENT;
  private provider: Provider | undefined;
  private down = false;

  private constructor(
    private readonly server: HttpServer,
    readonly origin: string,
    private readonly tokenLife: number,
  ) {}

  /**
   * Listens, and answers 503 until it knows its client. Its access tokens live for `tokenLife` seconds; its clock is
   * `clockAhead` seconds ahead of ours.
   */
  static async start({ tokenLife = 900, clockAhead = 0 } = {}): Promise<IdentityProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const provider = new IdentityProvider(server, `http://127.0.0.1:${port}`, tokenLife);
    server.on('request', (request, response) => void withClockAhead(clockAhead, () => provider.answer(request, response)));
    return provider;
  }

  /** Takes the console at this origin as its client. */
  serve(console: string): void {
    this.provider = new Provider(this.origin, configuration(console, this.tokenLife));
    // It would tell nobody else that the console did not take a logout token.
    this.provider.on('backchannel.error', (_context, error) => globalThis.console.error(error));
  }

  /** Answers nothing but 503, or answers again. */
  setDown(down: boolean): void {
    this.down = down;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { provider } = this;
    if (this.down || !provider) {
      response.writeHead(503).end();
    } else if (request.url?.startsWith('/interaction/')) {
      await interact(provider, request, response);
    } else {
      provider.callback()(request, response);
    }
  }
}

/** Asks for a name, and signs it in. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const accountId = new URLSearchParams(Buffer.concat(chunks).toString()).get('name') ?? '';
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page('<form method="post"><label>Name <input name="name" autofocus></label><button>Continue</button></form>'));
}

const page = (content: string): string =>
  `<!DOCTYPE html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><main><h1>Provider</h1>${content}</main>`;

function configuration(console: string, tokenLife: number): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${console}/auth/callback`],
        post_logout_redirect_uris: [`${console}/auth/signed-out`],
        backchannel_logout_uri: `${console}/auth/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['only for tests'] },
    ttl: { AccessToken: tokenLife, Grant: 3600, IdToken: 300, Interaction: 600, RefreshToken: 3600, Session: 3600 },
    // The console is on loopback, which the provider's own dispatcher rightly refuses to call.
    fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => person(id) }),
    // Nobody is asked for consent: the console is the Sovereign's own.
    loadExistingGrant: async (context: KoaContextWithOIDC) => {
      const { oidc } = context;
      const grant = new oidc.provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId });
      grant.addOIDCScope('openid email profile');
      grant.addResourceScope(RESOURCE, '');
      await grant.save();
      return grant;
    },
    extraTokenClaims: async (_context, token) => {
      const id = 'accountId' in token ? String(token.accountId) : '';
      const roles = ['offline_access', ...(ROLES[id.split('-')[0]!] ?? [])];
      return { ...person(id), typ: 'Bearer', azp: CLIENT.id, realm_access: { roles }, groups: [] };
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (context, form) => {
          const button = '<button form="op.logoutForm" name="logout" value="yes">Sign out everywhere</button>';
          context.body = page(`${form}${button}`);
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => RESOURCE,
        useGrantedResource: async () => true,
        getResourceServerInfo: async () => ({
          audience: RESOURCE,
          scope: '',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

function person(id: string): { sub: string; email: string; email_verified: boolean; name: string } {
  return { sub: id, email: `${id}@example.om`, email_verified: true, name: id };
}
