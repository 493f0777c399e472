using Rialto.Runtime.Memory;

namespace Rialto.Trading.Risk;

/// <summary>The gate's state as bytes. Sums are not in it: they follow from positions and open orders.</summary>
public sealed partial class RiskGate
{
    internal void Save(FieldWriter writer)
    {
        _limits.Save(writer);
        _rejects.Save(writer);
        foreach (ref readonly var market in _markets.AsSpan())
        {
            writer.Add(market.BidUnits);
            writer.Add(market.AskUnits);
            writer.Add(market.IsTrusted);
            writer.Add(market.IsOpen);
        }

        foreach (ref readonly var best in _bests.AsSpan())
        {
            writer.Add(best.BidUnits);
            writer.Add(best.AskUnits);
            writer.Add(best.PriceScale);
        }

        foreach (ref readonly var bucket in _venueRates.AsSpan())
            writer.Add(bucket.FullTime);
        foreach (ref readonly var bucket in _strategyRates.AsSpan())
            writer.Add(bucket.FullTime);
        foreach (var standing in _standings)
            writer.Add(standing);
    }

    /// <returns>False where a limit or mode is none that could have been set.</returns>
    internal bool TryLoad(FieldReader reader)
    {
        if (!_limits.TryLoad(reader))
            return false;
        _rejects.Load(reader);
        foreach (ref var market in _markets.AsSpan())
        {
            market.BidUnits = reader.Read<long>();
            market.AskUnits = reader.Read<long>();
            market.IsTrusted = reader.Read<bool>();
            market.IsOpen = reader.Read<bool>();
        }

        foreach (ref var best in _bests.AsSpan())
        {
            best.BidUnits = reader.Read<long>();
            best.AskUnits = reader.Read<long>();
            best.PriceScale = reader.Read<int>();
        }

        foreach (ref var bucket in _venueRates.AsSpan())
            bucket.FullTime = reader.Read<Model.Units.Timestamp>();
        foreach (ref var bucket in _strategyRates.AsSpan())
            bucket.FullTime = reader.Read<Model.Units.Timestamp>();
        foreach (ref var standing in _standings.AsSpan())
            standing = reader.Read<VenueStanding>();
        return true;
    }
}
