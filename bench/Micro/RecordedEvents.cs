using Rialto.Adapters.Binance;
using Rialto.Adapters.Feeds;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Wire.Files.Captures;

namespace Rialto.Micro;

/// <summary>A recording of Binance's spot BTCUSDT as feed events, from the folder that RIALTO_DATA names.</summary>
internal static class RecordedEvents
{
    public static (ListingTable Table, FeedEvent[] Events) Bitcoin()
    {
        var folder = Environment.GetEnvironmentVariable("RIALTO_DATA") ?? throw new InvalidOperationException("RIALTO_DATA names no folder of recordings.");
        var protocol = new BinanceProtocol(FeedVenue.BinanceSpot);
        var table = new ListingTable(1);
        table.Add(new Listing(table.NextId, FeedVenue.BinanceSpot, "BTCUSDT", "BTC-USDT", ListingKind.Spot, 2, 8, new Price(1), default, "USDT", ListingStatus.Open));
        var events = new List<FeedEvent>();
        var session = new FeedSession<Sink>(protocol, table, [new ListingId(1)], new Sink(new Frame(events)), 1);
        using var reader = CaptureReader.Open(Path.Combine(folder, "wire", "binance-spot", "btcusdt_20240808.gz"));
        var isConnected = false;
        while (reader.TryRead())
        {
            if (!isConnected)
                session.OnConnected(reader.ReceiveTime);
            isConnected = true;
            if (reader.Kind == CaptureKind.Receive)
                session.OnFrame(reader.Payload.ToArray(), reader.ReceiveTime);
            else if (reader.Kind == CaptureKind.Rest)
                session.OnSnapshot(new ListingId(1), reader.Payload.ToArray(), reader.ReceiveTime);
            while (session.TryTakeAction(out _))
            {
            }
        }

        return (table, [.. events]);
    }

    private sealed class Frame(List<FeedEvent> events)
    {
        private FeedEvent[] _slots = new FeedEvent[64];
        private int _count;

        public ref FeedEvent Claim()
        {
            if (_count == _slots.Length)
                Array.Resize(ref _slots, _count * 2);
            return ref _slots[_count++];
        }

        public void End()
        {
            if (_count == 0)
                return;
            _slots[_count - 1].Flags |= FeedEventFlags.LastOfFrame;
            events.AddRange(_slots.AsSpan(0, _count));
            _count = 0;
        }
    }

    private readonly struct Sink(Frame frame) : IFeedSink
    {
        public ref FeedEvent Claim() => ref frame.Claim();

        public Span<FeedEvent> Claim(int most) => new(ref frame.Claim());

        public void EndFrame() => frame.End();
    }
}
