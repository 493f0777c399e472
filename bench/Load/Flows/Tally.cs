using Rialto.Model.Markets;

namespace Rialto.Load.Flows;

/// <summary>What came out of a flow: enough to tell whether two engines did the same.</summary>
internal record struct Tally(long Trades, long Volume, long Notional, long Rejected, long Fees, ulong Hash)
{
    private const ulong Prime = 1099511628211;

    /// <summary>Nothing has happened.</summary>
    public static Tally Empty { get; } = new(0, 0, 0, 0, 0, 1469598103934665603);

    /// <summary>Counts one event. The hash is over (maker, quantity, price) of each trade; the maker goes by <paramref name="makerId"/>.</summary>
    public void Count(in ExchangeEvent e, long makerId)
    {
        switch (e.Kind)
        {
            case EventKind.Trade:
                Trades++;
                Volume += e.Quantity.Units;
                Notional += e.Price.Units * e.Quantity.Units;
                Fees += e.MakerFee.Units + e.TakerFee.Units;
                Hash = Mix(Mix(Mix(Hash, makerId), e.Quantity.Units), e.Price.Units);
                break;
            case EventKind.OrderRejected or EventKind.CommandRejected:
                Rejected++;
                break;
        }
    }

    /// <summary>One step of the hash that six other engines were compared with.</summary>
    public static ulong Mix(ulong hash, long value) => (hash ^ (ulong)value) * Prime;

    /// <inheritdoc/>
    public override readonly string ToString() =>
        $"{Trades:N0} trades, volume {Volume:N0}, notional {Notional:N0}, fees {Fees:N0}, {Rejected:N0} refused, hash {Hash:x16}";
}
