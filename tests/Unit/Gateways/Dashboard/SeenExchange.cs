using System.Buffers.Binary;
using Rialto.Gateways.Streams.Dashboard;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;

namespace Rialto.Unit.Gateways.Dashboard;

/// <summary>What a screen knows, built from binary frames alone.</summary>
internal sealed class SeenExchange
{
    private byte[] _bytes = [];
    private int _at;

    public Dictionary<long, (InstrumentState State, long Last)> Market { get; } = [];

    public HashSet<long> Defined { get; } = [];

    public SortedDictionary<long, (long Quantity, long Orders)> Bids { get; } = [];

    public SortedDictionary<long, (long Quantity, long Orders)> Asks { get; } = [];

    public long BookSequence { get; private set; }

    public int Snapshots { get; private set; }

    public List<long> Trades { get; } = [];

    public int TradeGaps { get; private set; }

    public Dictionary<long, (OrderStatus Status, long Leaves, string Name)> Orders { get; } = [];

    public long LiveOrders { get; private set; }

    public List<(long Trade, long Order, bool IsMaker)> Fills { get; } = [];

    /// <summary>Takes one binary message in; throws where a frame does not go on from the one before.</summary>
    public void Take(byte[] message)
    {
        _bytes = message;
        for (_at = 0; _at < message.Length;)
        {
            var kind = (FrameKind)message[_at];
            var end = _at + 5 + BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(_at + 1));
            _at += 5;
            TakeFrame(kind);
            if (_at != end)
                throw new InvalidDataException($"A frame {kind} has {end - _at} bytes too many.");
        }
    }

    private void TakeFrame(FrameKind kind)
    {
        switch (kind)
        {
            case FrameKind.Instruments:
                Repeat(() =>
                {
                    Defined.Add(Number());
                    _at += 3;
                    Skip(4);
                    Text();
                });
                break;
            case FrameKind.Market:
                Skip(2);
                Repeat(TakeTicker);
                break;
            case FrameKind.Book:
                TakeBook();
                break;
            case FrameKind.Trades:
                TakeTrades();
                break;
            case FrameKind.Orders:
                TakeOrders();
                break;
            case FrameKind.Fills:
                if ((_bytes[_at++] & 1) != 0)
                    Fills.Clear();
                Repeat(() =>
                {
                    var (trade, order, _, bits) = (Number(), Number(), Number(), _bytes[_at++]);
                    Skip(4);
                    Fills.Add((trade, order, (bits & 2) != 0));
                });
                break;
            default:
                throw new InvalidDataException($"There is no frame {kind}.");
        }
    }

    private void TakeTicker()
    {
        var (id, state) = (Number(), _bytes[_at++]);
        Market[id] = ((InstrumentState)(state & 0x7F), Number());
        Skip(10);
        if ((state & 0x80) == 0)
            return;
        Skip(3);
        _at++;
    }

    private void TakeBook()
    {
        var isSnapshot = (_bytes[_at++] & 1) != 0;
        Number();
        var (sequence, previous) = (Number(), Number());
        Number();
        if (isSnapshot)
        {
            Snapshots++;
            Bids.Clear();
            Asks.Clear();
        }
        else if (previous != BookSequence)
        {
            throw new InvalidDataException($"Changes after {previous}, but {BookSequence} was the last.");
        }

        BookSequence = sequence;
        foreach (var side in (SortedDictionary<long, (long, long)>[])[Bids, Asks])
        {
            var price = 0L;
            Repeat(() =>
            {
                var zigzag = Number();
                price += (zigzag >> 1) ^ -(zigzag & 1);
                var (quantity, orders) = (Number(), Number());
                if (quantity == 0)
                    side.Remove(price);
                else
                    side[price] = (quantity, orders);
            });
        }
    }

    private void TakeTrades()
    {
        var flags = _bytes[_at++];
        if ((flags & 1) != 0)
            Trades.Clear();
        TradeGaps += (flags & 2) >> 1;
        Number();
        Repeat(() =>
        {
            Trades.Add(Number());
            Skip(2);
            _at++;
            Skip(2);
        });
    }

    private void TakeOrders()
    {
        if ((_bytes[_at++] & 1) != 0)
            Orders.Clear();
        Number();
        LiveOrders = Number();
        Repeat(() =>
        {
            var (id, _, status, _) = (Number(), Number(), _bytes[_at++], _bytes[_at++]);
            Skip(6);
            var leaves = Number();
            Skip(6);
            Orders[id] = ((OrderStatus)status, leaves, Text());
        });
    }

    private void Repeat(Action read)
    {
        for (var count = Number(); count > 0; count--)
            read();
    }

    private void Skip(int numbers)
    {
        for (; numbers > 0; numbers--)
            Number();
    }

    private long Number()
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = _bytes[_at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private string Text()
    {
        var length = _bytes[_at++];
        _at += length;
        return System.Text.Encoding.ASCII.GetString(_bytes, _at - length, length);
    }
}
