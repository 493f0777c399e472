using System.Text;
using System.Text.Json;
using Rialto.Gateways.Multicast;
using Rialto.Model.Feeds;
using Rialto.Wire.Multicast;

namespace Rialto.Host.Tools.Feeds;

/// <summary>Listens to channels and counts what each exchange says. One thread.</summary>
internal sealed class MulticastMonitor : IDisposable
{
    // Anybody may send lines: names that no venue has are not kept.
    private static readonly HashSet<string> Venues = [.. Enum.GetNames<FeedVenue>()];

    private readonly SortedDictionary<string, ExchangeCounts> _exchanges = new(StringComparer.Ordinal);
    private readonly List<(MulticastChannel Channel, MulticastListener<Counting> Listener)> _listeners = [];
    private readonly ExchangeCounts[] _byVenue = new ExchangeCounts[byte.MaxValue + 1];
    private readonly MulticastCounts[] _before;

    public MulticastMonitor(MulticastOptions options, IReadOnlyList<MulticastChannel> channels)
    {
        _before = new MulticastCounts[channels.Count];
        try
        {
            foreach (var channel in channels)
                _listeners.Add((channel, new MulticastListener<Counting>(options, channel, new Counting(this), OnLine)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Exchanges heard of so far, by name.</summary>
    public IEnumerable<ExchangeCounts> Exchanges => _exchanges.Values;

    /// <summary>Takes what is there; waits a moment where nothing is.</summary>
    public void Step()
    {
        foreach (var (_, listener) in _listeners)
            listener.Step(1_000);
    }

    /// <summary>How the channels do, and how much came since this was last called.</summary>
    public List<ChannelReport> Take(long elapsedNs)
    {
        var reports = new List<ChannelReport>();
        for (var i = 0; i < _listeners.Count; i++)
        {
            var (channel, listener) = _listeners[i];
            var counts = listener.Receiver.Counts;
            reports.Add(new ChannelReport(
                channel.ToString().ToLowerInvariant(), listener.Receiver.Epoch == 0 ? "silent" : listener.Receiver.IsLive ? "live" : "waits for a snapshot",
                PerSecond(counts.Packets - _before[i].Packets, elapsedNs), PerSecond(counts.Messages - _before[i].Messages, elapsedNs), counts, listener.Receiver.Listings));
            _before[i] = counts;
        }

        return reports;
    }

    public void Dispose()
    {
        foreach (var (_, listener) in _listeners)
            listener.Dispose();
    }

    private static long PerSecond(long count, long elapsedNs) => (long)(count * 1e9 / elapsedNs);

    private void OnLine(ReadOnlySpan<byte> line)
    {
        if (!StatusLine.TryDecodeConnections(line, out var name, out var connected, out var disconnected))
            return;
        var venue = Encoding.ASCII.GetString(name);
        if (!Venues.Contains(venue))
            return;
        var exchange = Named(venue);
        (exchange.Connected, exchange.Disconnected) = (connected, disconnected);
    }

    private ExchangeCounts Of(FeedVenue venue) => _byVenue[(byte)venue] ??= Named(venue.ToString());

    private ExchangeCounts Named(string name)
    {
        if (!_exchanges.TryGetValue(name, out var exchange))
            _exchanges[name] = exchange = new ExchangeCounts(name);
        return exchange;
    }

    private readonly struct Counting(MulticastMonitor monitor) : IMulticastSink
    {
        public void On(in FeedEvent told)
        {
            var exchange = monitor.Of(told.Venue);
            switch (told.Kind)
            {
                case FeedEventKind.Level: exchange.Levels++; break;
                case FeedEventKind.Trade: exchange.Trades++; break;
                default: exchange.Others++; break;
            }
        }

        public void On(in MulticastBbo best) => monitor.Of(best.Venue).BestPrices++;

        public void On(in MulticastNbbo best)
        {
            // Of no one exchange; counted in the channel's messages.
        }
    }
}

/// <summary>What one exchange said, snapshots included.</summary>
internal sealed class ExchangeCounts(string name)
{
    public string Name { get; } = name;

    public long Levels { get; set; }

    public long Trades { get; set; }

    public long BestPrices { get; set; }

    public long Others { get; set; }

    public long Connected { get; set; }

    public long Disconnected { get; set; }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("exchange", Name);
        json.WriteNumber("levels", Levels);
        json.WriteNumber("trades", Trades);
        json.WriteNumber("best_prices", BestPrices);
        json.WriteNumber("other", Others);
        json.WriteNumber("connected", Connected);
        json.WriteNumber("disconnected", Disconnected);
        json.WriteEndObject();
    }
}

/// <summary>How one channel does.</summary>
internal sealed record ChannelReport(string Name, string State, long PacketsPerSecond, long MessagesPerSecond, MulticastCounts Counts, int Listings)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("channel", Name);
        json.WriteString("state", State);
        json.WriteNumber("packets_per_second", PacketsPerSecond);
        json.WriteNumber("messages_per_second", MessagesPerSecond);
        json.WriteNumber("packets", Counts.Packets);
        json.WriteNumber("messages", Counts.Messages);
        json.WriteNumber("gaps", Counts.Gaps);
        json.WriteNumber("reordered", Counts.Reordered);
        json.WriteNumber("repeats", Counts.Repeats);
        json.WriteNumber("snapshots", Counts.Snapshots);
        json.WriteNumber("faults", Counts.Faults);
        json.WriteNumber("listings", Listings);
        json.WriteEndObject();
    }
}
