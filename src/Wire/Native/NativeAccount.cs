using Rialto.Model.Accounts;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Wire.Native;

/// <summary>
/// What the own account has of one asset (private).
/// <code>8 Sequence 8  16 Time 8  24 Asset 4  28 Marks 2 (Snapshot)  30 Scale 1  31 zero 1  32 Total 8  40 Reserved 8  48 Code 36  84 zero 4</code>
/// </summary>
/// <param name="Sequence">The command that made it so; in a snapshot the last one it contains.</param>
/// <param name="Time">The time of that command.</param>
/// <param name="Marks">Snapshot, or none.</param>
/// <param name="Asset">What it is; its scale is that of the amounts.</param>
/// <param name="Total">All there is.</param>
/// <param name="Reserved">What live orders hold of it.</param>
public readonly record struct NativeBalance(long Sequence, Timestamp Time, NativeMarks Marks, Asset Asset, Money Total, Money Reserved)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>Decodes a whole frame; allocates the asset.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeBalance balance, out NativeFault fault)
    {
        balance = default;
        if (!NativeFrame.Is(frame, NativeType.Balance, out fault))
            return false;
        var code = frame.Text(48);
        if (frame[31] != 0 || !frame.IsZero(84, 4))
            fault = NativeFault.ReservedNotZero;
        else if (frame[30] > Asset.MaxScale || !code.IsWellFormed)
            fault = NativeFault.BadValue;
        else
        {
            balance = new NativeBalance(
                frame.Int64(8), new Timestamp(frame.Int64(16)), (NativeMarks)frame.UInt16(28), new Asset(new AssetId(frame.Int32(24)), code, frame[30]),
                new Money(frame.Int64(32)), new Money(frame.Int64(40)));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Balance, FrameBytes, 0);
        frame.PutInt64(8, Sequence);
        frame.PutInt64(16, Time.Nanoseconds);
        frame.PutInt32(24, Asset.Id.Value);
        frame.PutUInt16(28, (ushort)Marks);
        frame[30] = Asset.Scale;
        frame.PutInt64(32, Total.Units);
        frame.PutInt64(40, Reserved.Units);
        frame.PutText(48, Asset.Code);
        return FrameBytes;
    }
}

/// <summary>Which way money moved, seen from the own account. Numbers are stable.</summary>
public enum NativeMovementKind : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>It came from outside.</summary>
    Deposit = 1,

    /// <summary>It went outside.</summary>
    Withdrawal = 2,

    /// <summary>Another account sent it.</summary>
    TransferIn = 3,

    /// <summary>It went to another account.</summary>
    TransferOut = 4,
}

/// <summary>
/// Money that came, went or changed hands (private); the balances follow.
/// <code>8 Sequence 8  16 Time 8  24 Asset 4  28 Kind 1  29 zero 3  32 Amount 8  40 Number 8  48 Counterparty 4  52 Reference 36</code>
/// </summary>
/// <param name="Sequence">The command.</param>
/// <param name="Time">Its time.</param>
/// <param name="Asset">Of what; <see cref="NativeBalance"/> tells code and scale.</param>
/// <param name="Kind">Which way.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="Number">The movement's number, over all accounts.</param>
/// <param name="Counterparty">Of a transfer the other account; otherwise none.</param>
/// <param name="Reference">The paying account's own name for it.</param>
public readonly record struct NativeMovement(
    long Sequence, Timestamp Time, AssetId Asset, NativeMovementKind Kind, Money Amount, long Number, OwnerId Counterparty, Text36 Reference)
{
    /// <summary>Length of the frame.</summary>
    public const int FrameBytes = 88;

    /// <summary>Of a Deposited, Withdrawn or Transferred, as one of its accounts sees it.</summary>
    public static NativeMovement Of(in ExchangeEvent e, OwnerId viewer)
    {
        var (kind, counterparty) = e.Kind switch
        {
            EventKind.Deposited => (NativeMovementKind.Deposit, default),
            EventKind.Withdrawn => (NativeMovementKind.Withdrawal, default),
            _ => viewer == e.Owner ? (NativeMovementKind.TransferOut, e.To) : (NativeMovementKind.TransferIn, e.Owner),
        };
        return new(e.Sequence, e.Time, e.Asset, kind, e.Amount, e.MovementNumber, counterparty, e.ClientOrderId);
    }

    /// <summary>Decodes a whole frame.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> frame, out NativeMovement movement, out NativeFault fault)
    {
        movement = default;
        if (!NativeFrame.Is(frame, NativeType.Movement, out fault))
            return false;
        if (frame[28] is < (byte)NativeMovementKind.Deposit or > (byte)NativeMovementKind.TransferOut)
            fault = NativeFault.BadValue;
        else if (!frame.IsZero(29, 3))
            fault = NativeFault.ReservedNotZero;
        else
        {
            movement = new NativeMovement(
                frame.Int64(8), new Timestamp(frame.Int64(16)), new AssetId(frame.Int32(24)), (NativeMovementKind)frame[28], new Money(frame.Int64(32)), frame.Int64(40),
                new OwnerId(frame.Int32(48)), frame.Text(52));
        }

        return fault == NativeFault.None;
    }

    /// <summary>Writes the frame.</summary>
    /// <returns>Its length.</returns>
    public int Encode(Span<byte> destination)
    {
        var frame = NativeFrame.Begin(destination, NativeType.Movement, FrameBytes, 0);
        frame.PutInt64(8, Sequence);
        frame.PutInt64(16, Time.Nanoseconds);
        frame.PutInt32(24, Asset.Value);
        frame[28] = (byte)Kind;
        frame.PutInt64(32, Amount.Units);
        frame.PutInt64(40, Number);
        frame.PutInt32(48, Counterparty.Value);
        frame.PutText(52, Reference);
        return FrameBytes;
    }
}
