using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Venue.Margin;

/// <summary>Tells, at the end of a command, which positions are not what they were before it (margin.md, section 12).</summary>
internal sealed class PositionReports<TSink>(PositionTable positions, Reports<TSink> report)
    where TSink : struct, IEventSink
{
    private long[] _order = new long[16];

    public void Tell()
    {
        var touched = positions.Touched;
        if (touched.Length > 1)
            Sort(touched);
        foreach (var number in touched)
        {
            ref var position = ref positions[number];
            position.IsTouched = false;
            var now = positions.Values(position);
            if (now == position.Before)
                continue;
            ref var e = ref report.Begin(EventKind.PositionChanged);
            e.Owner = new OwnerId(position.Account);
            e.Instrument = new InstrumentId(position.Contract);
            e.MarginAsset = positions.Of(position).Terms.Asset;
            e.Terms = new OrderTerms((ushort)(position.IsIsolated ? MarginMode.Isolated : MarginMode.Cross));
            e.Position = new Quantity(now.Quantity);
            e.Cost = new Money(now.Cost);
            e.Realised = new Money(now.Realised);
            e.IsolatedMargin = new Money(now.Own);
            e.Funding = new Money(now.Funding);
        }

        positions.ForgetTouched();
    }

    /// <summary>Ascending by account, then contract.</summary>
    private void Sort(Span<int> touched)
    {
        if (_order.Length < touched.Length)
            _order = new long[touched.Length * 2];
        for (var i = 0; i < touched.Length; i++)
            _order[i] = ((long)positions[touched[i]].Account << 16) | (long)positions[touched[i]].Contract;
        _order.AsSpan(0, touched.Length).Sort(touched);
    }
}
