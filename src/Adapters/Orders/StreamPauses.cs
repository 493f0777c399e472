namespace Rialto.Adapters.Orders;

/// <summary>
/// How long a private stream waits before it connects again: twice as long after each failure. A connection that ends soon after its login is a failure too, and only one that stood as long as the longest pause
/// makes good what was before. One thread at a time.
/// </summary>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest.</param>
internal sealed class StreamPauses(TimeSpan first, TimeSpan longest)
{
    private const int DoublingsMax = 16;

    private int _failures;

    /// <summary>The next pause.</summary>
    /// <param name="upFor">How long the last connection was logged in; zero where it never was.</param>
    public TimeSpan After(TimeSpan upFor)
    {
        if (upFor >= longest)
            _failures = 0;
        return TimeSpan.FromTicks(Math.Min(longest.Ticks, first.Ticks << Math.Min(_failures++, DoublingsMax)));
    }
}
