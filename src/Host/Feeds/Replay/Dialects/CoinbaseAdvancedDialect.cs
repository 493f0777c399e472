using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Coinbase Advanced Trade: every message of a connection is numbered, the answers too, so a recorded connection is sent whole, with the answers that it got then.</summary>
internal sealed class CoinbaseAdvancedDialect() : VenueDialect(FeedVenue.CoinbaseAdvanced)
{
    /// <inheritdoc/>
    public override bool SendsWholeConnections => true;

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var channel = After(frame, "\"channel\":\""u8);
        var product = After(frame, "\"product_id\":\""u8);
        if (channel.IsEmpty || product.IsEmpty)
            return FrameRole.Connection;
        topics.Add(channel, product);
        return FrameRole.Feed;
    }

    /// <inheritdoc/>
    public override string KindOf(string channel) => channel == "l2_data" ? "level2" : channel;

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var type = json is null ? null : Text(json.RootElement, "type");
        var channel = json is null ? null : Text(json.RootElement, "channel");
        if (type is not ("subscribe" or "unsubscribe") || channel is null)
        {
            request.Answers.Add("""{"type":"error","message":"invalid message"}""");
            return;
        }

        foreach (var product in Texts(json!.RootElement, "product_ids"))
            (type == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(new Topic(channel, product));
    }

    /// <summary>Only what the recording does not hold is answered here.</summary>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        foreach (var grant in grants.Where(grant => grant.IsUnknown).Take(1))
            answers.Add($$"""{"type":"error","message":{{Quote($"{grant.Topic.Symbol} is not in the recording")}}}""");
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> name)
    {
        var at = frame.IndexOf(name);
        if (at < 0)
            return default;
        var rest = frame[(at + name.Length)..];
        return rest[..Math.Max(0, rest.IndexOf((byte)'"'))];
    }
}
