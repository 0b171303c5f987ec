export const EXPORT_FORMATS = ['influx', 'parquet', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
