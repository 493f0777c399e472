using System.Globalization;
using Rialto.Gateways;
using Rialto.Host.Feeds.Live.Views;

namespace Rialto.Host.Feeds.Live;

/// <summary>Figures of the feeds for the metrics page, from the newest view. Any thread.</summary>
internal sealed class FeedMetrics(IFeedViews views) : IMetricsSource
{
    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        var view = views.Current;
        text.Single("rialto_feed_view_timestamp_seconds", "gauge", "When the figures were taken, since the epoch; they stand still where the hub does.", view.TakenAt.Nanoseconds / 1e9);
        text.Single("rialto_feed_symbols", "gauge", "Symbols that are followed.", view.Symbols.Count);
        text.Single("rialto_feed_problems", "gauge", "What a person must know of and no venue says: symbols that no venue has, settings that came to nothing.", view.Problems.Count);
        Each(text, view, "rialto_feed_links_up", "gauge", "Connections that stand.", static venue => venue.LinksUp);
        Each(text, view, "rialto_feed_links_down", "gauge", "Connections that should stand and do not.", static venue => venue.LinksDown);
        Each(text, view, "rialto_feed_reconnects_total", "counter", "Connections made anew.", static venue => venue.Reconnects);
        Each(text, view, "rialto_feed_frames_per_second", "gauge", "Frames over about the last second.", static venue => venue.FramesPerSecond);
        Each(text, view, "rialto_feed_events_per_second", "gauge", "Events over about the last second.", static venue => venue.EventsPerSecond);
        Books(text, view);
        Each(text, view, "rialto_feed_score", "gauge", "How far the venue's data may be believed, 0 to 100.", static venue => venue.Score);
        Each(text, view, "rialto_feed_ring_depth", "gauge", "Events that wait for the hub.", static venue => venue.RingDepth);
        Each(text, view, "rialto_feed_conflated_total", "counter", "Levels that newer ones took the place of because the hub was behind.", static venue => venue.Conflated);
        Each(text, view, "rialto_feed_trades_dropped_total", "counter", "Trades lost because the hub was behind for too long.", static venue => venue.TradesDropped);
        Each(text, view, "rialto_feed_drifts_total", "counter", "Strange things told, at the 1st, 2nd, 4th … of each kind.", static venue => venue.Drifts);
        Latency(text, view, "rialto_feed_receive_to_best_seconds", "From the receipt of a frame until its best prices stand, since the start.", static venue => venue.Latency);
        Latency(text, view, "rialto_feed_event_to_receive_seconds", "From the venue's time to ours, by two clocks, since the start.", static venue => venue.VenueLatency.Difference);
        Distribution(text, view.Distribution);
        Missions(text, view);
    }

    /// <summary>The mission's names, beside our own: the same figures by the units that it names.</summary>
    private static void Missions(PrometheusText text, FeedView view)
    {
        Latency(text, view, "market_data_ingestion_latency_us", "From the receipt of a frame until its best prices stand, in microseconds, since the start.", static venue => venue.Latency, nanoseconds: 1e3);
        Each(text, view, "market_data_events_per_sec", "gauge", "Events over about the last second.", static venue => venue.EventsPerSecond);
        text.Begin("websocket_connected", "gauge", "1 where a connection stands.");
        foreach (var link in view.Links)
            text.Value("websocket_connected", string.Create(CultureInfo.InvariantCulture, $"venue=\"{link.Venue}\",connection=\"{link.Connection}\""), link.IsOpen ? 1 : 0);
        text.Begin("circuit_breaker_open", "gauge", "1 where a connection of the venue is left alone for a while because it failed too often.");
        foreach (var venue in view.Venues)
            text.Value("circuit_breaker_open", $"venue=\"{venue.Name}\"", view.Links.Any(link => link.Venue == venue.Name && link.IsBreakerOpen) ? 1 : 0);
    }

    private static void Books(PrometheusText text, FeedView view)
    {
        const string name = "rialto_feed_books";
        text.Begin(name, "gauge", "Books by state; only trusted ones may be believed.");
        foreach (var venue in view.Venues)
        {
            foreach (var (state, count) in new[] { ("trusted", venue.Books.Trusted), ("stale", venue.Books.Stale), ("resyncing", venue.Books.Resyncing), ("disconnected", venue.Books.Disconnected) })
                text.Value(name, $"venue=\"{venue.Name}\",state=\"{state}\"", count);
        }
    }

    private static void Distribution(PrometheusText text, DistributionView ways)
    {
        if (ways.Shared is { } shared)
        {
            text.Single("rialto_feed_shared_events_total", "counter", "Events published into the ring in shared memory.", shared.Events);
            text.Single("rialto_feed_shared_best_prices_total", "counter", "Best prices published into the ring in shared memory.", shared.BestPrices);
        }

        if (ways.Multicast is { } multicast)
        {
            text.Single("rialto_feed_multicast_packets_total", "counter", "Packets sent.", multicast.Packets);
            text.Single("rialto_feed_multicast_messages_total", "counter", "Messages sent in them.", multicast.Messages);
            text.Single("rialto_feed_multicast_send_errors_total", "counter", "Times the system did not take what was sent.", multicast.SendErrors);
        }

        if (ways.Recording is { } recording)
        {
            text.Single("rialto_feed_recorded_total", "counter", "Records written.", recording.Records);
            text.Single("rialto_feed_records_lost_total", "counter", "Records lost because the disk was behind.", recording.Lost);
        }

        if (ways.Events is { } events)
        {
            text.Single("rialto_feed_events_recorded_total", "counter", "Events written into a recording.", events.Records);
            text.Single("rialto_feed_events_lost_total", "counter", "Events left out of a recording because the disk was behind; books were told whole afterwards.", events.Lost);
        }
    }

    private static void Each(PrometheusText text, FeedView view, string name, string type, string help, Func<VenueView, double> value)
    {
        text.Begin(name, type, help);
        foreach (var venue in view.Venues)
            text.Value(name, $"venue=\"{venue.Name}\"", value(venue));
    }

    private static void Latency(PrometheusText text, FeedView view, string name, string help, Func<VenueView, LatencyView> latency, double nanoseconds = 1e9)
    {
        text.Begin(name, "summary", help);
        foreach (var venue in view.Venues)
        {
            var one = latency(venue);
            foreach (var (quantile, value) in new[] { ("0.5", one.P50), ("0.95", one.P95), ("0.99", one.P99), ("0.999", one.P999) })
                text.Value(name, $"venue=\"{venue.Name}\",quantile=\"{quantile}\"", value / nanoseconds);
            text.Value(name + "_count", $"venue=\"{venue.Name}\"", one.Count);
        }
    }
}
