using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>
/// The own position in a contract (private). Amounts are in units of its settlement asset.
/// <code>8 Sequence 8  16 Time 8  24 Mode 1  25 zero 1  26 Marks 2 (Snapshot)  28 Instrument 4  32 Quantity 8  40 Cost 8  48 Realised 8  56 Funding 8  64 IsolatedMargin 8  72 Asset 4  76 zero 4  80 Mark 8</code>
/// </summary>
/// <param name="Sequence">The command that made it so; in a snapshot the last one it contains.</param>
/// <param name="Time">The time of that command.</param>
/// <param name="Mode">Cross or isolated.</param>
/// <param name="Marks">Snapshot, or none.</param>
/// <param name="Instrument">The contract.</param>
/// <param name="Quantity">Below zero is short.</param>
/// <param name="Cost">What it cost; below zero of a short one.</param>
/// <param name="Realised">All that it has realised, fees apart.</param>
/// <param name="Funding">All the funding it ever got; below zero it paid.</param>
/// <param name="IsolatedMargin">What an isolated one has of its own.</param>
/// <param name="Asset">What it is settled in.</param>
/// <param name="Mark">The contract's mark price at that moment.</param>
public readonly record struct NativePosition(
    long Sequence, Timestamp Time, MarginMode Mode, NativeMarks Marks, InstrumentId Instrument, long Quantity, Money Cost, Money Realised, Money Funding, Money IsolatedMargin, AssetId Asset, Price Mark)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>Of a PositionChanged.</summary>
    public static NativePosition Of(in ExchangeEvent e, Price mark) => new(
        e.Sequence, e.Time, (MarginMode)e.Terms.Bits, NativeMarks.None, e.Instrument, e.Position.Units, e.Cost, e.Realised, e.Funding, e.IsolatedMargin, e.MarginAsset, mark);

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativePosition position, out NativeFault fault)
    {
        position = default;
        if (!NativeFrame.Is(frame, NativeType.Position, out fault))
            return false;
        if (frame[24] > (byte)MarginMode.Isolated)
            fault = NativeFault.BadValue;
        else if (frame[25] != 0 || !frame.IsZero(76, 4))
            fault = NativeFault.ReservedNotZero;
        else
        {
            position = new NativePosition(
                frame.Int64(8), new Timestamp(frame.Int64(16)), (MarginMode)frame[24], (NativeMarks)frame.UInt16(26), frame.Instrument(28), frame.Int64(32), new Money(frame.Int64(40)),
                new Money(frame.Int64(48)), new Money(frame.Int64(56)), new Money(frame.Int64(64)), new AssetId(frame.Int32(72)), new Price(frame.Int64(80)));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Position, FrameBytes, 0);
        frame.PutInt64(8, Sequence);
        frame.PutInt64(16, Time.Nanoseconds);
        frame[24] = (byte)Mode;
        frame.PutUInt16(26, (ushort)Marks);
        frame.PutInt32(28, Instrument.Value);
        frame.PutInt64(32, Quantity);
        frame.PutInt64(40, Cost.Units);
        frame.PutInt64(48, Realised.Units);
        frame.PutInt64(56, Funding.Units);
        frame.PutInt64(64, IsolatedMargin.Units);
        frame.PutInt32(72, Asset.Value);
        frame.PutInt64(80, Mark.Units);
        return FrameBytes;
    }
}

/// <summary>What became of the own margin. Numbers are stable.</summary>
public enum NativeMarginKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A call: liquidation is near.</summary>
    Called = 1,

    /// <summary>Liquidation began.</summary>
    LiquidationStarted = 2,

    /// <summary>Liquidation is over.</summary>
    LiquidationEnded = 3,

    /// <summary>Funding was got, or paid.</summary>
    Funding = 4,

    /// <summary>The fee of a liquidation was paid.</summary>
    LiquidationFee = 5,

    /// <summary>What was missing came from the insurance fund or the house.</summary>
    DeficitPaid = 6,

    /// <summary>The position stood in for a bankrupt one.</summary>
    Deleveraged = 7,

    /// <summary>The own bankrupt position was closed against another.</summary>
    BankruptClosed = 8,
}

/// <summary>
/// A margin call, a liquidation, funding, deleveraging (private); docs/reference/margin.md, section 12. A field that a kind does not have is zero.
/// <code>8 moment 24 (25: Kind)  32 Asset 4  36 zero 4  40 Amount 8  48 Equity 8  56 Maintenance 8  64 Price 8  72 Quantity 8  80 FundingRate 8</code>
/// </summary>
/// <param name="Moment">When; the contract, none for a cross pocket. Side is what the own account does (Deleveraged, BankruptClosed).</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Asset">In what it is counted.</param>
/// <param name="Amount">What the account got; below zero it paid.</param>
/// <param name="Equity">Called, liquidations: what the pocket is worth.</param>
/// <param name="Maintenance">Called, liquidations: what it needs.</param>
/// <param name="Price">Funding and deleveraging: the mark.</param>
/// <param name="Quantity">Deleveraging: how much.</param>
/// <param name="FundingRate">Funding: the rate in 10^-9.</param>
public readonly record struct NativeMarginEvent(
    NativeMoment Moment, NativeMarginKind Kind, AssetId Asset, Money Amount, Money Equity, Money Maintenance, Price Price, Quantity Quantity, long FundingRate)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>As one of the accounts it concerns sees it; false for an event that is not of this kind.</summary>
    public static bool TryOf(in ExchangeEvent e, OwnerId viewer, out NativeMarginEvent told)
    {
        var isOwn = viewer == e.Owner;
        var side = e.Kind != EventKind.Deleveraged ? Side.Buy : isOwn ? e.Side : e.Side == Side.Buy ? Side.Sell : Side.Buy;
        told = default(NativeMarginEvent) with { Moment = new NativeMoment(e.Sequence, e.Time, side, NativeMarks.None, e.Instrument), Asset = e.MarginAsset };
        switch (e.Kind)
        {
            case EventKind.MarginCalled or EventKind.LiquidationStarted or EventKind.LiquidationEnded:
                told = told with { Kind = (NativeMarginKind)(e.Kind - EventKind.MarginCalled + (int)NativeMarginKind.Called), Equity = e.Equity, Maintenance = e.Maintenance };
                return true;
            case EventKind.FundingPaid:
                told = told with { Kind = NativeMarginKind.Funding, Amount = e.Amount, Price = e.Price, FundingRate = e.FundingRate };
                return true;
            case EventKind.InsuranceChanged:
                // What the fund gained the account paid, and the other way round; what the house paid is told as such.
                told = told with
                {
                    Kind = e.InsuranceCause == InsuranceCause.LiquidationFee ? NativeMarginKind.LiquidationFee : NativeMarginKind.DeficitPaid,
                    Amount = e.InsuranceCause == InsuranceCause.House ? e.Amount : new Money(-e.Amount.Units),
                };
                return true;
            case EventKind.Deleveraged:
                told = told with
                {
                    Kind = isOwn ? NativeMarginKind.Deleveraged : NativeMarginKind.BankruptClosed,
                    Amount = isOwn ? new Money(-e.Haircut.Units) : e.Haircut,
                    Price = e.Price,
                    Quantity = e.Quantity,
                };
                return true;
            default:
                return false;
        }
    }

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeMarginEvent told, out NativeFault fault)
    {
        told = default;
        if (!NativeFrame.Is(frame, NativeType.MarginEvent, out fault))
            return false;
        if (frame[24] > 1 || frame[25] is < (byte)NativeMarginKind.Called or > (byte)NativeMarginKind.BankruptClosed)
            fault = NativeFault.BadValue;
        else if (!frame.IsZero(36, 4))
            fault = NativeFault.ReservedNotZero;
        else
        {
            told = new NativeMarginEvent(
                NativeMoment.Of(frame), (NativeMarginKind)frame[25], new AssetId(frame.Int32(32)), new Money(frame.Int64(40)), new Money(frame.Int64(48)), new Money(frame.Int64(56)),
                new Price(frame.Int64(64)), new Quantity(frame.Int64(72)), frame.Int64(80));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.MarginEvent, FrameBytes, 0);
        Moment.Put(frame);
        frame[25] = (byte)Kind;
        frame.PutInt32(32, Asset.Value);
        frame.PutInt64(40, Amount.Units);
        frame.PutInt64(48, Equity.Units);
        frame.PutInt64(56, Maintenance.Units);
        frame.PutInt64(64, Price.Units);
        frame.PutInt64(72, Quantity.Units);
        frame.PutInt64(80, FundingRate);
        return FrameBytes;
    }
}
