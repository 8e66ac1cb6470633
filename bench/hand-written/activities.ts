import { request, type Agent } from 'undici';

/** What the loopback server answers. */
export interface Answer {
  readonly n: number;
  readonly text: string;
}

export interface BenchActivities {
  call(url: string): Promise<Answer>;
}

/** Connections are kept, as Taskwright's `http` keeps them. */
export function createBenchActivities(agent: Agent): BenchActivities {
  return {
    async call(url) {
      const { statusCode, body } = await request(url, { dispatcher: agent });
      if (statusCode >= 400) throw new Error(`${url} answered ${statusCode}`);
      return (await body.json()) as Answer;
    },
  };
}
