using System.Buffers;
using System.Text;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Native;
using Xunit;

namespace Rialto.Unit.Wire.Native;

public class NativeTests
{
    [Fact]
    public void Frames_are_the_golden_bytes()
    {
        var text = new StringBuilder();
        foreach (var (name, frame) in NativeSamples.Frames())
        {
            text.Append(name).Append('\n');
            for (var i = 0; i < frame.Length; i += 8)
                text.Append($"{i,4}  {Convert.ToHexStringLower(frame[i..Math.Min(i + 8, frame.Length)])}\n");
        }

        GoldenFiles.Same("native/frames-v1.txt", text.ToString());
    }

    [Fact]
    public void Every_type_has_a_sample_and_every_sample_passes_the_check()
    {
        var types = NativeSamples.Frames().Select(sample => NativeFrame.TypeOf(sample.Frame)).ToHashSet();
        Assert.Equal(Enum.GetValues<NativeType>().Where(type => type != NativeType.None), types.Order());
        Assert.All(NativeSamples.Frames(), sample => Assert.Equal(NativeFault.None, NativeFrame.Check(sample.Frame)));
    }

    [Fact]
    public void Commands_come_back_as_they_were()
    {
        foreach (var command in new[] { NativeSamples.NewOrder, NativeSamples.Cancel, NativeSamples.Replace, NativeSamples.Reduce, NativeSamples.MassCancel })
        {
            var frame = new byte[NativeFrame.MaxBytes];
            var length = NativeOrders.Encode(command, 5, frame);
            Assert.True(NativeOrders.TryDecode(frame.AsSpan(0, length), out var decoded, out var fault), fault.ToString());
            Assert.Equal(command, decoded);
            Assert.Equal(5u, NativeFrame.RequestIdOf(frame));
        }

        Assert.Equal(0, NativeOrders.Encode(Command.AdvanceTime(), 1, new byte[NativeFrame.MaxBytes]));
    }

    [Fact]
    public void Session_messages_come_back_as_they_were()
    {
        var frames = NativeSamples.Frames().ToDictionary(sample => sample.Name, sample => sample.Frame);
        Assert.True(NativeLogon.TryDecode(frames["logon"], out var logon, out _));
        Assert.Equal(NativeSamples.Logon, logon);
        Assert.Equal(1, logon.CommonVersion);
        Assert.Equal(NativeLogon.FrameBytes, NativeLogon.SignedBytes + NativeLogon.SignatureBytes);
        Assert.Equal(31, NativeLogon.SignaturePart((ReadOnlySpan<byte>)frames["logon"])[31]);
        Assert.True(NativeLogonAccepted.TryDecode(frames["logon-accepted"], out var accepted, out _));
        Assert.Equal(NativeSamples.LogonAccepted, accepted);
        Assert.True(NativeSubscribe.TryDecode(frames["unsubscribe"], out var subscribe, out _));
        Assert.Equal(NativeChannel.Instruments, subscribe.Channel);
        Assert.True(NativeRefused.TryDecode(frames["refused"], out var refused, out _));
        Assert.Equal(new NativeRefused(RejectReason.RateLimited, NativeType.NewOrder, 250), refused);
        Assert.True(NativeSessionEnded.TryDecode(frames["session-ended"], out var ended, out _));
        Assert.Equal(SessionEndReason.SlowConsumer, ended.Reason);
        Assert.True(NativeStreamMark.TryDecode(frames["snapshot-end"], out var mark, out _));
        Assert.Equal((true, 8_811L), (mark.On, mark.Sequence));
        Assert.True(NativeInstrument.TryDecode(frames["instrument"], out var instrument, out _));
        Assert.Equal(NativeSamples.Instrument, instrument);
        Assert.True(NativeHeartbeat.TryDecode(frames["heartbeat"], out var heartbeat, out _));
        Assert.Equal(77, heartbeat.Time.Nanoseconds);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 9, 1)]
    [InlineData(2, 9, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 1)]
    public void The_newest_common_version_is_spoken(ushort min, ushort max, ushort common) =>
        Assert.Equal(common, (NativeSamples.Logon with { MinVersion = min, MaxVersion = max }).CommonVersion);

    [Fact]
    public void Order_events_come_back_without_what_only_the_book_needs()
    {
        var frame = new byte[NativeOrderEvent.FrameBytes];
        foreach (var told in new[] { NativeSamples.Accepted, NativeSamples.SelfTrade })
        {
            Assert.Equal(NativeOrderEvent.FrameBytes, NativeOrderEvent.Encode(told, 1, frame));
            Assert.True(NativeOrderEvent.TryDecode(frame, out var decoded, out _));
            var expected = told;
            expected.Owner = default;
            expected.LevelQuantity = default;
            Assert.Equal(expected, decoded);
        }

        Assert.Equal(0, NativeOrderEvent.Encode(NativeSamples.Traded, 1, frame));
        Assert.Equal(0, NativeOrderEvent.Encode(NativeSamples.Uncrossed, 1, frame));
    }

    [Fact]
    public void Each_side_of_a_trade_sees_its_own_share_only()
    {
        var maker = NativeFill.OfMaker(NativeSamples.Traded);
        var taker = NativeFill.OfTaker(NativeSamples.Traded);
        Assert.Equal((Side.Sell, false, new OrderId(17), new Money(-2), new Quantity(96), new Quantity(6)),
            (maker.Side, maker.IsTaker, maker.OrderId, maker.Fee, maker.Leaves, maker.Display));
        Assert.Equal((Side.Buy, true, new OrderId(18), new Money(3), new Quantity(1), Quantity.Zero),
            (taker.Side, taker.IsTaker, taker.OrderId, taker.Fee, taker.Leaves, taker.Display));
        var frame = new byte[NativeFill.FrameBytes];
        foreach (var fill in new[] { maker, taker })
        {
            fill.Encode(1, frame);
            Assert.True(NativeFill.TryDecode(frame, out var decoded, out _));
            Assert.Equal(fill, decoded);
        }
    }

    [Fact]
    public void Public_messages_come_back_as_they_were_and_name_nobody()
    {
        var frame = new byte[NativeFrame.MaxBytes];
        var trade = NativeTrade.Of(NativeSamples.Traded);
        Assert.True(NativeTrade.TryDecode(frame.AsSpan(0, trade.Encode(frame)), out var tradeBack, out _));
        Assert.Equal(trade, tradeBack);
        Assert.Equal(NativeMarks.Auction | NativeMarks.LastOfCommand, trade.Moment.Marks);

        var level = new NativeLevel(NativeSamples.Moment, new Price(1), new Quantity(2), 3);
        Assert.True(NativeLevel.TryDecode(frame.AsSpan(0, level.Encode(frame)), out var levelBack, out _));
        Assert.Equal(level, levelBack);

        var order = new NativeBookOrder(NativeSamples.Moment, NativeBookAction.Add, new OrderId(1), new Price(2), new Quantity(3));
        Assert.True(NativeBookOrder.TryDecode(frame.AsSpan(0, order.Encode(frame)), out var orderBack, out _));
        Assert.Equal(order, orderBack);

        var auction = NativeAuction.Of(NativeSamples.Uncrossed);
        Assert.True(NativeAuction.TryDecode(frame.AsSpan(0, auction.Encode(frame)), out var auctionBack, out _));
        Assert.Equal(auction, auctionBack);
        Assert.Equal((31L, 12L), (auction.Volume.Units, auction.Surplus.Units));
    }

    [Fact]
    public void Frames_of_the_drop_copy_come_back_as_they_were()
    {
        var frame = new byte[NativeFrame.MaxBytes];
        Assert.True(NativeHalt.TryDecode(frame.AsSpan(0, NativeSamples.Halt.Encode(frame)), out var halt, out _));
        Assert.Equal(NativeSamples.Halt, halt);
        Assert.True(NativeBalance.TryDecode(frame.AsSpan(0, NativeSamples.Balance.Encode(frame)), out var balance, out _));
        Assert.Equal(NativeSamples.Balance, balance);
        Assert.True(NativeMovement.TryDecode(frame.AsSpan(0, NativeSamples.Movement.Encode(frame)), out var movement, out _));
        Assert.Equal(NativeSamples.Movement, movement);
        Assert.True(NativePosition.TryDecode(frame.AsSpan(0, NativeSamples.Position.Encode(frame)), out var position, out _));
        Assert.Equal(NativeSamples.Position, position);
        Assert.True(NativeMarginEvent.TryDecode(frame.AsSpan(0, NativeSamples.MarginEvent.Encode(frame)), out var told, out _));
        Assert.Equal(NativeSamples.MarginEvent, told);
    }

    [Fact]
    public void Accounts_are_subscribed_to_as_a_whole()
    {
        var frame = new byte[NativeSubscribe.FrameBytes];
        new NativeSubscribe(new(7), NativeChannel.Account).Encode(true, 1, frame);
        Assert.False(NativeSubscribe.TryDecode(frame, out _, out var fault));
        Assert.Equal(NativeFault.BadValue, fault);
    }

    [Fact]
    public void Frames_are_found_whatever_the_pieces_they_come_in()
    {
        var stream = NativeSamples.Frames().SelectMany(sample => sample.Frame).ToArray();
        for (var piece = 1; piece <= 200; piece += 7)
        {
            var found = new List<byte[]>();
            var rest = Chain(stream, piece);
            var scratch = new byte[NativeFrame.MaxBytes];
            FrameStatus status;
            while ((status = NativeFrame.Next(ref rest, scratch, out var frame)) == FrameStatus.Complete)
                found.Add(frame.ToArray());
            Assert.Equal(FrameStatus.Incomplete, status);
            Assert.True(rest.IsEmpty);
            Assert.Equal(NativeSamples.Frames().Select(sample => sample.Frame), found);
        }

        for (var length = 0; length < stream.Length && length < 96; length++)
            Assert.Equal(FrameStatus.Incomplete, NativeFrame.Next(stream.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(257)]
    [InlineData(65_535)]
    public void A_length_that_no_frame_has_breaks_the_stream(int length) =>
        Assert.Equal(FrameStatus.Broken, NativeFrame.Next([(byte)length, (byte)(length >> 8), 1, 0], out _));

    [Fact]
    public void Bytes_that_must_be_zero_are_checked()
    {
        foreach (var (name, good) in NativeSamples.Frames())
        {
            var frame = good.ToArray();
            frame[3] = 1;
            Assert.Equal(NativeFault.ReservedNotZero, NativeFrame.Check(frame));
            Assert.Equal(NativeFault.WrongLength, NativeFrame.Check(good.AsSpan(0, good.Length - 1)));
            Assert.False(NativeOrders.TryDecode(frame, out _, out _), name);
        }

        var buffer = new byte[NativeFrame.MaxBytes];
        foreach (var (command, zero) in new[] { (NativeSamples.NewOrder, 13), (NativeSamples.NewOrder, 92), (NativeSamples.Cancel, 55), (NativeSamples.Replace, 84), (NativeSamples.Reduce, 63), (NativeSamples.MassCancel, 13) })
        {
            var length = NativeOrders.Encode(command, 1, buffer);
            buffer[zero] = 1;
            Assert.False(NativeOrders.TryDecode(buffer.AsSpan(0, length), out var decoded, out var fault));
            Assert.Equal(NativeFault.ReservedNotZero, fault);
            Assert.Equal(default, decoded);
        }
    }

    [Fact]
    public void A_client_may_not_cancel_the_orders_of_all_owners()
    {
        var buffer = new byte[NativeFrame.MaxBytes];
        var length = NativeOrders.Encode(Command.MassCancel(default, default, MassCancelScope.AllOwners), 1, buffer);
        Assert.False(NativeOrders.TryDecode(buffer.AsSpan(0, length), out _, out var fault));
        Assert.Equal(NativeFault.BadValue, fault);
    }

    [Fact]
    public void Encoding_and_decoding_allocate_nothing()
    {
        var buffer = new byte[NativeFrame.MaxBytes];
        Assert.Equal(0, Allocations.Of(() => Run(buffer, 1_000)));

        static void Run(byte[] buffer, int times)
        {
            for (var i = 0; i < times; i++)
            {
                var length = NativeOrders.Encode(NativeSamples.NewOrder, 1, buffer);
                NativeFrame.Next(buffer.AsSpan(0, length), out var frame);
                NativeOrders.TryDecode(frame, out _, out _);
                NativeOrderEvent.Encode(NativeSamples.Accepted, 1, buffer);
                NativeOrderEvent.TryDecode(buffer.AsSpan(0, NativeOrderEvent.FrameBytes), out _, out _);
                NativeFill.OfMaker(NativeSamples.Traded).Encode(1, buffer);
                NativeTrade.Of(NativeSamples.Traded).Encode(buffer);
            }
        }
    }

    private static ReadOnlySequence<byte> Chain(byte[] bytes, int piece)
    {
        Piece? first = null, last = null;
        for (var i = 0; i < bytes.Length; i += piece)
        {
            var memory = bytes.AsMemory(i, Math.Min(piece, bytes.Length - i));
            last = last is null ? first = new Piece(memory, 0) : last.Append(memory);
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
