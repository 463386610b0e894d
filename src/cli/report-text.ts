import type { Quantiles, Report } from '../model/report.ts';
import { grouped, table } from './table.ts';

/** The report for people; the same figures as `--json`. */
export function reportText(report: Report): string {
  const { workload, downstream, operations, traffic } = report;
  const speed =
    report.wallMs === null || report.wallMs === 0
      ? ''
      : ` (${(report.simMs / report.wallMs).toFixed(2)} s/s)`;
  const sections = [
    table([
      ['scenario', report.scenario],
      ['seed', String(report.seed)],
      ['simulated', seconds(report.simMs)],
      ['took', report.wallMs === null ? '—' : `${seconds(report.wallMs)}${speed}`],
      ['events', grouped(report.events)],
      ['fingerprint', report.fingerprint],
      [
        'workload',
        `${grouped(workload.issued)} issued, ${grouped(workload.acked)} acked, ${grouped(workload.failed)} failed, ${grouped(workload.unknown)} unknown`,
      ],
      ['throughput', throughputText(report.throughput)],
      [
        'operations',
        `${grouped(operations.splits)} splits, ${grouped(operations.merges)} merges, ${grouped(operations.transfers)} leader transfers; ` +
          `${grouped(operations.whileWriting)} of them while writes were in flight`,
      ],
      ['downstream', downstreamText(downstream, report.drained)],
      [
        'traffic',
        `${bytesText(traffic.intraAzBytes)} within zones, ${bytesText(traffic.crossAzBytes)} between zones`,
      ],
    ]),
    table(
      [
        ['latency', 'count', 'p50', 'p95', 'p99', 'max'],
        quantileRow('write', report.latency.write),
        quantileRow('read', report.latency.read),
        quantileRow('before propose', report.latency.prePropose),
        quantileRow('cdc', report.latency.cdc),
        quantileRow('resolved-ts lag', report.latency.resolvedTsLag),
        quantileRow('checkpoint lag', report.latency.checkpointLag),
      ],
      [1, 2, 3, 4, 5],
    ),
    table(
      [
        ['check', 'evaluated', 'violated', ''],
        ...report.checks.map((check) => [
          check.id,
          grouped(check.evaluations),
          grouped(check.violations),
          check.first === null ? '' : `first at ${seconds(check.first.atMs)}: ${check.first.words}`,
        ]),
      ],
      [1, 2],
    ),
  ];
  if (report.incidents.length > 0) {
    sections.push(
      table(
        [['incidents', ''], ...report.incidents.map((incident) => [seconds(incident.atMs), incident.words])],
        [0],
      ),
    );
  }
  sections.push(verdict(report));
  return `${sections.join('\n\n')}\n`;
}

function verdict(report: Report): string {
  if (report.ok) return 'ok: every check held';
  const broken = report.checks.filter((check) => check.violations > 0).map((check) => check.id);
  if (broken.length > 0) return `NOT ok: ${broken.join(', ')} violated`;
  return report.downstream !== null && !report.downstream.equal
    ? 'NOT ok: the recovery cluster differs'
    : 'NOT ok';
}

function downstreamText(downstream: Report['downstream'], drained: boolean): string {
  if (downstream === null) return '—';
  const { compared, missing, extra, stale, equal } = downstream;
  const differences = `${grouped(missing)} missing, ${grouped(extra)} extra, ${grouped(stale)} stale`;
  return `${equal ? 'equal' : 'different'}: ${grouped(compared)} keys compared, ${differences}${drained ? '' : ' (not drained yet)'}`;
}

function quantileRow(name: string, quantiles: Quantiles | null): string[] {
  if (quantiles === null) return [name, '—', '—', '—', '—', '—'];
  const { count, p50Ms, p95Ms, p99Ms, maxMs } = quantiles;
  return [
    name,
    grouped(count),
    ...[p50Ms, p95Ms, p99Ms, maxMs].map((ms) => `${ms.toFixed(ms < 100 ? 2 : 0)} ms`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(3)} s`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < BYTE_UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${BYTE_UNITS[unit] ?? ''}`;
}

function throughputText(throughput: Report['throughput']): string {
  if (throughput === null) return '—';
  const rate = (perS: number): string => grouped(Math.round(perS));
  return (
    `${rate(throughput.opsPerS)} operations/s: ${rate(throughput.readsPerS)} reads/s, ${rate(throughput.writesPerS)} writes/s, ` +
    `over ${throughput.seconds.toFixed(1)} s`
  );
}
