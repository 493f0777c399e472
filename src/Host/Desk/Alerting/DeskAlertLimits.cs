namespace Rialto.Host.Desk.Alerting;

/// <summary>From where on people are told of a desk: the mission's table, each to be changed by <c>Alerts:Rules:…</c>. Zero switches a rule off. Immutable.</summary>
internal sealed record DeskAlertLimits
{
    /// <summary>Critical: a venue's private stream is down for so long.</summary>
    public TimeSpan StreamDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Critical: the breaker of a venue's execution is open for so long.</summary>
    public TimeSpan BreakerOpen { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Critical: more than so many of 100 orders, cancels and amendments were refused by venues within five minutes.</summary>
    public int RejectPercent { get; init; } = 10;

    /// <summary>Critical: a position differs from the venue's by more than so many of 100.</summary>
    public int MismatchPercent { get; init; } = 5;

    /// <summary>Warning: 99 of 100 decisions within five minutes took no more than this.</summary>
    public int LatencyMs { get; init; } = 100;

    /// <summary>Warning: fewer than so many of 100 orders were filled within an hour. Off: makers cancel most of what they quote.</summary>
    public int FillPercent { get; init; }

    /// <summary>Warning: the process takes more than so many of 100 of the machine's processors for ten minutes.</summary>
    public int CpuPercent { get; init; } = 80;

    /// <summary>Warning: the process takes more than so many of 100 of the memory that it may have, for five minutes.</summary>
    public int MemoryPercent { get; init; } = 90;

    /// <summary>Warning: more than so many of 1,000 requests ended in an error (unknown, failed questions) within five minutes.</summary>
    public int ErrorPermille { get; init; } = 10;

    /// <summary>Rates are judged from so many on.</summary>
    public int CountMin { get; init; } = 20;
}
