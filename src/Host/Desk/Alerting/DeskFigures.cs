namespace Rialto.Host.Desk.Alerting;

/// <summary>What a desk has done so far, and what its process takes: sums, of which the rules look at the differences.</summary>
/// <param name="Requests">Orders, cancels and amendments asked for.</param>
/// <param name="Refused">Of them refused by venues.</param>
/// <param name="Errors">Requests whose outcome was not known, and questions that failed.</param>
/// <param name="Placed">Orders asked for.</param>
/// <param name="Filled">Orders filled whole.</param>
/// <param name="Decisions">From tick to intent, measured.</param>
/// <param name="Slow">Of them slower than <see cref="DeskAlertLimits.LatencyMs"/>.</param>
/// <param name="CpuPercent">Of all processors, since the sample before.</param>
/// <param name="MemoryPercent">Of the memory that the process may have.</param>
internal readonly record struct DeskFigures(long Requests, long Refused, long Errors, long Placed, long Filled, long Decisions, long Slow, int CpuPercent, int MemoryPercent);
