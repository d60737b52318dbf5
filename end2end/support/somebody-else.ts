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

  async deletes(name: string): Promise<void> {
    const answer = await this.request.delete(`${this.applications}/${name}`, { headers: this.proof });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  private get proof(): Record<string, string> {
    return { origin: this.origin, 'x-catalyst-console': '1' };
  }
}
