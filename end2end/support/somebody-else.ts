/** What other people do in the same installation meanwhile, without a screen. */
import { expect, type APIRequestContext } from '@playwright/test';

export class SomebodyElse {
  private readonly applications: string;

  constructor(
    private readonly request: APIRequestContext,
    private readonly origin: string,
  ) {
    this.applications = `${origin}/api/v1/sovereigns/_/applications`;
  }

  async installs(blueprint: string, version: string, name: string, parameters = {}): Promise<void> {
    const data = {
      blueprintRef: { name: blueprint, version },
      name,
      organizationRef: 'acme',
      environmentRef: 'acme-prod',
      parameters,
    };
    const answer = await this.request.post(this.applications, { headers: this.proof, data });
    expect(answer.status(), await answer.text()).toBe(201);
  }

  /** Commits a text at a path of an Application's repository, new or not. */
  async commits(name: string, path: string, text: string, branch = 'main'): Promise<void> {
    const contents = `${this.origin}/gitea/api/v1/repos/acme/${name}/contents`;
    const held = await this.request.get(`${contents}/${path}?ref=${branch}`);
    const sha: string | undefined = held.ok() ? (await held.json()).sha : undefined;
    const file = { operation: sha ? 'update' : 'create', path, sha, content: Buffer.from(text).toString('base64') };
    const data = { branch, message: `Write ${path}`, files: [file] };
    const answer = await this.request.post(contents, { headers: this.proof, data });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  async deletes(name: string): Promise<void> {
    const answer = await this.request.delete(`${this.applications}/${name}`, { headers: this.proof });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  /** Issues a voucher worth this many rials, for this many customers. */
  async issues(code: string, credit: number, customers = 1, { active = true } = {}): Promise<void> {
    const data = { code, credit_omr: credit, description: 'Welcome', active, max_redemptions: customers };
    const answer = await this.request.post(`${this.origin}/api/billing/vouchers/issue`, { headers: this.proof, data });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  async revokes(code: string): Promise<void> {
    const answer = await this.request.delete(`${this.origin}/api/billing/vouchers/revoke/${code}`, { headers: this.proof });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  /** The audit call of an operator (tenant contract 0.2a). */
  async vouchers(): Promise<Array<{ code: string; times_redeemed: number; max_redemptions: number }>> {
    const answer = await this.request.get(`${this.origin}/api/billing/vouchers/list`);
    expect(answer.ok(), await answer.text()).toBe(true);
    return answer.json();
  }

  private get proof(): Record<string, string> {
    return { origin: this.origin, 'x-catalyst-console': '1' };
  }
}
