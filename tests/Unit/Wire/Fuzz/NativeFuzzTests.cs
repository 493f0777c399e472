using System.Buffers.Binary;
using Rialto.Unit.Wire.Native;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Wire.Fuzz;

/// <summary>Native frames bent in every way: no exception, and whatever decodes encodes to the very same bytes.</summary>
public class NativeFuzzTests
{
    private static readonly byte[][] Frames = [.. NativeSamples.Frames().Select(sample => sample.Frame)];

    [Fact]
    public void Frames_that_decode_encode_to_the_same_bytes() => FuzzRun.Over(Frames, FuzzRun.BinaryBytes, 25, static (input, index) =>
    {
        Span<byte> frame = stackalloc byte[NativeFrame.MaxBytes];
        var length = Math.Min(input.Length, NativeFrame.MaxBytes);
        input[..length].CopyTo(frame);

        // Most bent frames get their length put right, so that the fields behind it are reached.
        if (index % 4 != 0 && length >= NativeFrame.HeaderBytes)
        {
            var wanted = NativeFrame.LengthOf((NativeType)frame[2]);
            length = wanted == 0 ? length : wanted;
            frame[3] = 0;
            BinaryPrimitives.WriteUInt16LittleEndian(frame, (ushort)length);
        }

        Check(frame[..length]);
    });

    [Fact]
    public void Streams_of_any_bytes_are_cut_into_frames_or_broken_off() => FuzzRun.Over(Frames, FuzzRun.BinaryBytes, 5, static (input, _) =>
    {
        var rest = input;
        while (NativeFrame.Next(rest, out var frame) == FrameStatus.Complete)
        {
            Assert.InRange(frame.Length, NativeFrame.HeaderBytes, NativeFrame.MaxBytes);
            Check(frame);
            rest = rest[frame.Length..];
        }
    });

    private static void Check(ReadOnlySpan<byte> frame)
    {
        Span<byte> again = stackalloc byte[NativeFrame.MaxBytes];
        var length = 0;
        if (frame.Length < NativeFrame.HeaderBytes)
        {
            Assert.Equal(NativeFault.WrongLength, NativeFrame.Check(frame));
            return;
        }

        var id = NativeFrame.RequestIdOf(frame);
        var compared = frame.Length;
        if (NativeOrders.TryDecode(frame, out var command, out _))
            length = NativeOrders.Encode(command, id, again);
        if (NativeLogon.TryDecode(frame, out var logon, out _))
        {
            length = logon.Encode(id, again);
            compared = NativeLogon.SignedBytes;
        }

        if (NativeLogonAccepted.TryDecode(frame, out var accepted, out _))
            length = accepted.Encode(id, again);
        if (NativeHeartbeat.TryDecode(frame, out var heartbeat, out _))
            length = heartbeat.Encode(id, again);
        if (NativeRefused.TryDecode(frame, out var refused, out _))
            length = refused.Encode(id, again);
        if (NativeSessionEnded.TryDecode(frame, out var ended, out _))
            length = ended.Encode(id, again);
        if (NativeSubscribe.TryDecode(frame, out var subscribe, out _))
            length = subscribe.Encode(NativeFrame.TypeOf(frame) == NativeType.Subscribe, id, again);
        if (NativeStreamMark.TryDecode(frame, out var mark, out _))
            length = mark.Encode(NativeFrame.TypeOf(frame), id, again);
        if (NativeInstrument.TryDecode(frame, out var instrument, out _))
            length = instrument.Encode(id, again);
        if (NativeOrderEvent.TryDecode(frame, out var told, out _))
            length = NativeOrderEvent.Encode(told, id, again);
        if (NativeFill.TryDecode(frame, out var fill, out _))
            length = fill.Encode(id, again);
        length += Market(frame, again);
        if (length > 0)
        {
            Assert.Equal(frame.Length, length);

            // What is unasked has no request id to repeat.
            var from = NativeFrame.TypeOf(frame) is NativeType.Trade or NativeType.Level or NativeType.BookOrder or (>= NativeType.Auction and <= NativeType.MarginEvent) ? NativeFrame.HeaderBytes : 0;
            Assert.True(frame[from..compared].SequenceEqual(again[from..compared]), $"{NativeFrame.TypeOf(frame)}: {Convert.ToHexString(again[..length])}");
        }
    }

    private static int Market(ReadOnlySpan<byte> frame, Span<byte> again)
    {
        if (NativeTrade.TryDecode(frame, out var trade, out _))
            return trade.Encode(again);
        if (NativeLevel.TryDecode(frame, out var level, out _))
            return level.Encode(again);
        if (NativeBookOrder.TryDecode(frame, out var order, out _))
            return order.Encode(again);
        if (NativeAuction.TryDecode(frame, out var auction, out _))
            return auction.Encode(again);
        if (NativeHalt.TryDecode(frame, out var halt, out _))
            return halt.Encode(again);
        if (NativeBalance.TryDecode(frame, out var balance, out _))
            return balance.Encode(again);
        if (NativeMovement.TryDecode(frame, out var movement, out _))
            return movement.Encode(again);
        if (NativePosition.TryDecode(frame, out var position, out _))
            return position.Encode(again);
        return NativeMarginEvent.TryDecode(frame, out var told, out _) ? told.Encode(again) : 0;
    }
}
