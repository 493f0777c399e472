namespace Rialto.Wire.Files;

/// <summary>
/// What a flow of commands does on any correct price-time exchange: counts, and a hash over its trades in order.
/// The hash is 64-bit FNV over numbers: h = 1469598103934665603; per trade, for x in (maker's number in the file, quantity, price): h ^= x; h *= 1099511628211.
/// </summary>
public struct FlowOutcome
{
    private const ulong FnvOffset = 1469598103934665603;
    private const ulong FnvPrime = 1099511628211;

    private ulong _hash;

    /// <summary>Trades so far.</summary>
    public long Trades { get; private set; }

    /// <summary>Quantity traded so far.</summary>
    public long Volume { get; private set; }

    /// <summary>Sum of price x quantity so far, in price units x quantity units.</summary>
    public long Notional { get; private set; }

    /// <summary>Hash of the trades so far.</summary>
    public readonly ulong TradeHash => Trades == 0 ? FnvOffset : _hash;

    /// <summary>Adds the next trade.</summary>
    /// <param name="maker">The maker's number in the file (its client order id).</param>
    /// <param name="quantity">Quantity units.</param>
    /// <param name="price">Price units.</param>
    public void AddTrade(long maker, long quantity, long price)
    {
        var hash = TradeHash;
        hash = (hash ^ (ulong)maker) * FnvPrime;
        hash = (hash ^ (ulong)quantity) * FnvPrime;
        _hash = (hash ^ (ulong)price) * FnvPrime;
        Trades++;
        Volume += quantity;
        Notional += price * quantity;
    }
}
