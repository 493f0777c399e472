using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>What became of trading. Numbers are stable.</summary>
public enum NativeHaltKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A guard halted the instrument.</summary>
    Triggered = 1,

    /// <summary>The pause is over; orders are collected for the auction that ends the halt.</summary>
    Auction = 2,

    /// <summary>The guard's halt is over: trading goes on, or after a command whatever the instrument's state says.</summary>
    Resumed = 3,

    /// <summary>The best price stands at the band's edge.</summary>
    LimitState = 4,

    /// <summary>It no longer does.</summary>
    LimitOver = 5,

    /// <summary>The index fell to a level; halts follow.</summary>
    MarketWide = 6,

    /// <summary>A kill switch was turned on.</summary>
    Stopped = 7,

    /// <summary>A kill switch was turned off.</summary>
    Released = 8,
}

/// <summary>
/// A halt, its end, a limit state or a kill switch, as everybody may know it; docs/reference/guards.md.
/// <code>8 moment 24 (25: Kind)  32 Cause 1  33 Level 1  34 ByCommand 1  35 zero 5  40 Price 8  48 Reference 8  56 MovePpm 8  64 WindowMs 8  72 Until 8  80 ResumeAt 8</code>
/// </summary>
/// <param name="Moment">When and where; no instrument: the whole market. Side is that of the move or of the limit.</param>
/// <param name="Kind">What became of it.</param>
/// <param name="Cause">Which guard halted it.</param>
/// <param name="Level">Of the market-wide breaker, 1 to 3.</param>
/// <param name="ByCommand">Resumed by a command, not by time.</param>
/// <param name="Price">Triggered: the price that did it; a limit state: the limit; market-wide: the index.</param>
/// <param name="Reference">What it is measured against.</param>
/// <param name="MovePpm">How far it moved, in millionths.</param>
/// <param name="WindowMs">In how long, in milliseconds.</param>
/// <param name="Until">When the pause ends; of a limit state when one begins; none: until told.</param>
/// <param name="ResumeAt">When trading goes on; none: until told.</param>
public readonly record struct NativeHalt(
    NativeMoment Moment, NativeHaltKind Kind, HaltReason Cause, byte Level, bool ByCommand, Price Price, Price Reference, long MovePpm, long WindowMs, Timestamp Until, Timestamp ResumeAt)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>False for an event that is not for everybody: of accounts' and sessions' switches, and of anything but guards.</summary>
    public static bool TryOf(in ExchangeEvent e, out NativeHalt halt)
    {
        halt = Of(in e);
        return halt.Kind != NativeHaltKind.None;
    }

    /// <summary>A kill switch of an instrument or of the exchange, as it stands.</summary>
    public static NativeHalt Of(in KillSwitch kill, long sequence, Timestamp time) =>
        default(NativeHalt) with { Moment = new(sequence, time, Side.Buy, NativeMarks.None, kill.Instrument), Kind = kill.IsOn ? NativeHaltKind.Stopped : NativeHaltKind.Released };

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeHalt halt, out NativeFault fault)
    {
        halt = default;
        if (!NativeFrame.Is(frame, NativeType.Halt, out fault))
            return false;
        if (frame[24] > 1 || frame[25] is < (byte)NativeHaltKind.Triggered or > (byte)NativeHaltKind.Released || frame[32] > (byte)HaltReason.MarketWide || frame[34] > 1)
            fault = NativeFault.BadValue;
        else if (!frame.IsZero(35, 5))
            fault = NativeFault.ReservedNotZero;
        else
        {
            halt = new NativeHalt(
                NativeMoment.Of(frame), (NativeHaltKind)frame[25], (HaltReason)frame[32], frame[33], frame[34] == 1, new Price(frame.Int64(40)), new Price(frame.Int64(48)),
                frame.Int64(56), frame.Int64(64), new Timestamp(frame.Int64(72)), new Timestamp(frame.Int64(80)));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Halt, FrameBytes, 0);
        Moment.Put(frame);
        frame[25] = (byte)Kind;
        frame[32] = (byte)Cause;
        frame[33] = Level;
        frame[34] = ByCommand ? (byte)1 : (byte)0;
        frame.PutInt64(40, Price.Units);
        frame.PutInt64(48, Reference.Units);
        frame.PutInt64(56, MovePpm);
        frame.PutInt64(64, WindowMs);
        frame.PutInt64(72, Until.Nanoseconds);
        frame.PutInt64(80, ResumeAt.Nanoseconds);
        return FrameBytes;
    }

    private static NativeHalt Of(in ExchangeEvent e)
    {
        var marks = e.IsLastOfCommand ? NativeMarks.LastOfCommand : NativeMarks.None;
        var told = default(NativeHalt) with { Moment = new NativeMoment(e.Sequence, e.Time, e.Side, marks, e.Instrument) };
        switch (e.Kind)
        {
            case EventKind.TradingHalted:
                return told with
                {
                    Kind = NativeHaltKind.Triggered,
                    Cause = e.HaltReason,
                    Level = (byte)(e.HaltReason == HaltReason.MarketWide ? e.Terms.Bits : 0),
                    Price = e.Price,
                    Reference = e.TriggerPrice,
                    MovePpm = e.Quantity.Units,
                    WindowMs = e.DisplayQuantity.Units,
                    Until = e.ExpireTime,
                    ResumeAt = e.ResumeTime,
                };
            case EventKind.HaltAuction:
                return told with { Kind = NativeHaltKind.Auction, Cause = e.HaltReason, ResumeAt = e.ExpireTime };
            case EventKind.HaltEnded:
                return told with { Kind = NativeHaltKind.Resumed, Cause = e.HaltReason, ByCommand = e.Terms.Bits == 1 };
            case EventKind.LimitState when e.Terms.Bits == 1:
                return told with { Kind = NativeHaltKind.LimitState, Price = e.Price, Reference = e.TriggerPrice, Until = e.ExpireTime };
            case EventKind.LimitState:
                return told with { Kind = NativeHaltKind.LimitOver };
            case EventKind.IndexLevelReached:
                return told with { Kind = NativeHaltKind.MarketWide, Level = (byte)e.Terms.Bits, Price = e.Price, Reference = e.TriggerPrice, MovePpm = e.Quantity.Units, Until = e.ExpireTime };
            case EventKind.KillSwitchSet when e.ToKillSwitch() is { Scope: KillScope.Exchange or KillScope.Instrument } kill:
                return told with { Kind = kill.IsOn ? NativeHaltKind.Stopped : NativeHaltKind.Released };
            default:
                return default;
        }
    }
}
