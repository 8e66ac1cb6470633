/** Counts what was asked and how it was answered, for Prometheus. */
export interface Metrics {
  count(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
  /** In the text format. */
  render(): string;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  let seconds = 0;
  let total = 0;
  return {
    count({ method, route, status, seconds: taken }) {
      const labels = `method="${method}",route="${route}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      seconds += taken;
      total += 1;
    },
    render() {
      const { rss, heapUsed } = process.memoryUsage();
      return [
        '# HELP taskwright_http_requests_total Requests that were answered.',
        '# TYPE taskwright_http_requests_total counter',
        ...[...requests].map(([labels, count]) => `taskwright_http_requests_total{${labels}} ${count}`),
        '# HELP taskwright_http_request_seconds Time until the answer.',
        '# TYPE taskwright_http_request_seconds summary',
        `taskwright_http_request_seconds_sum ${seconds}`,
        `taskwright_http_request_seconds_count ${total}`,
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${rss}`,
        '# TYPE nodejs_heap_used_bytes gauge',
        `nodejs_heap_used_bytes ${heapUsed}`,
        '',
      ].join('\n');
    },
  };
}
