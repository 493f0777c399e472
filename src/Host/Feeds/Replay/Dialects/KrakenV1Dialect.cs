using System.Globalization;
using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Kraken, WebSocket v1: <c>[number, data, "book-1000", "XBT/USD"]</c>; the numbers in the answers are those of the recording.</summary>
internal sealed class KrakenV1Dialect() : VenueDialect(FeedVenue.KrakenV1)
{
    /// <inheritdoc/>
    public override FeedVenue RestVenue => FeedVenue.Kraken;

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        if (frame.IsEmpty || frame[0] != (byte)'[')
            return frame.IndexOf("\"subscriptionStatus\""u8) >= 0 || frame.IndexOf("\"pong\""u8) >= 0 ? FrameRole.Answer : FrameRole.Connection;
        var symbolEnd = frame.LastIndexOf((byte)'"');
        var symbol = symbolEnd < 0 ? -1 : frame[..symbolEnd].LastIndexOf((byte)'"');
        var channelEnd = symbol < 0 ? -1 : frame[..symbol].LastIndexOf((byte)'"');
        var channel = channelEnd < 0 ? -1 : frame[..channelEnd].LastIndexOf((byte)'"');
        if (channel < 0)
            return FrameRole.Connection;
        topics.Add(frame[(channel + 1)..channelEnd], frame[(symbol + 1)..symbolEnd]);
        return FrameRole.Feed;
    }

    /// <summary>Books of other depths stand in: the checksum covers ten levels in each.</summary>
    public override string KindOf(string channel) => channel.StartsWith("book-", StringComparison.Ordinal) ? "book" : channel;

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var root = json?.RootElement ?? default;
        var operation = json is null ? null : Text(root, "event");
        request.Id = json is null ? "" : Raw(root, "reqid");
        var id = request.Id.Length > 0 ? $",\"reqid\":{request.Id}" : "";
        if (operation == "ping")
        {
            request.Answers.Add($$"""{"event":"pong"{{id}}}""");
            return;
        }

        var subscription = json is null ? default : Member(root, "subscription");
        if (operation is not ("subscribe" or "unsubscribe") || subscription.ValueKind != JsonValueKind.Object)
        {
            request.Answers.Add($$"""{"errorMessage":"Malformed request","event":"error"{{id}}}""");
            return;
        }

        var depth = subscription.TryGetProperty("depth", out var given) ? given.GetRawText() : "10";
        var interval = subscription.TryGetProperty("interval", out var minutes) ? minutes.GetRawText() : "1";
        var name = Text(subscription, "name") switch { "book" => $"book-{depth}", "ohlc" => $"ohlc-{interval}", var other => other ?? "" };
        foreach (var pair in Texts(root, "pair"))
        {
            var topic = new Topic(name, pair);
            (operation == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(topic);
            request.Words[topic] = subscription.GetRawText();
        }
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        var id = request.Id.Length > 0 ? $",\"reqid\":{request.Id}" : "";
        foreach (var topic in request.Unsubscribe)
            answers.Add($$"""{"channelName":{{Quote(topic.Channel)}},"event":"subscriptionStatus","pair":{{Quote(topic.Symbol)}}{{id}},"status":"unsubscribed","subscription":{{request.Words[topic]}}}""");
        foreach (var grant in grants)
        {
            answers.Add(grant.IsUnknown
                ? $$"""{"errorMessage":{{Quote($"Currency pair not supported {grant.Topic.Symbol}")}},"event":"subscriptionStatus","pair":{{Quote(grant.Topic.Symbol)}}{{id}},"status":"error","subscription":{{request.Words[grant.Topic]}}}"""
                : $$"""{"channelID":{{NumberOf(grant.Recorded)}},"channelName":{{Quote(grant.Recorded?.Topic.Channel ?? grant.Topic.Channel)}},"event":"subscriptionStatus","pair":{{Quote(grant.Topic.Symbol)}}{{id}},"status":"subscribed","subscription":{{request.Words[grant.Topic]}}}""");
        }
    }

    private static string NumberOf(RecordedTopic? recorded)
    {
        var digits = recorded is null ? [] : recorded.Beginning.AsSpan(1);
        var length = digits.IndexOf((byte)',');
        return length > 0 && long.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : "0";
    }
}
