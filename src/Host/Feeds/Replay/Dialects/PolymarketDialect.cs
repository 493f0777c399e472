using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Polymarket's market channel: tokens; nothing is acknowledged; a frame may be about several tokens, or an array of messages.</summary>
internal sealed class PolymarketDialect() : VenueDialect(FeedVenue.Polymarket)
{
    private const string Channel = "market";

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var role = FrameRole.Answer;
        for (var rest = frame; ;)
        {
            var at = rest.IndexOf("\"asset_id\":"u8);
            if (at < 0)
                return role;
            rest = rest[(at + 11)..].TrimStart((byte)' ');
            if (rest.IsEmpty || rest[0] != (byte)'"')
                continue;
            rest = rest[1..];
            var end = rest.IndexOf((byte)'"');
            if (end < 0)
                return role;
            topics.Add("market"u8, rest[..end]);
            role = FrameRole.Feed;
        }
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        if (text == "PING")
        {
            request.Answers.Add("PONG");
            return;
        }

        if (json is null)
        {
            request.Answers.Add("INVALID OPERATION");
            return;
        }

        var isEnd = Text(json.RootElement, "operation") == "unsubscribe";
        foreach (var token in Texts(json.RootElement, "assets_ids"))
            (isEnd ? request.Unsubscribe : request.Subscribe).Add(new Topic(Channel, token));
    }

    /// <summary>Nothing is acknowledged.</summary>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
    }
}
