using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>OKX v5: a channel and an instrument in each argument.</summary>
internal sealed class OkxDialect() : VenueDialect(FeedVenue.Okx)
{
    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("event"u8))
                return FrameRole.Answer;
            if (!name.SequenceEqual("arg"u8))
            {
                scanner.Skip();
                continue;
            }

            ReadOnlySpan<byte> channel = default, symbol = default;
            scanner.Object();
            while (scanner.NextName(out var member))
            {
                if (member.SequenceEqual("channel"u8))
                    scanner.Text(out channel);
                else if (member.SequenceEqual("instId"u8))
                    scanner.Text(out symbol);
                else
                    scanner.Skip();
            }

            topics.Add(channel, symbol);
            return FrameRole.Feed;
        }

        // The text pong.
        return FrameRole.Answer;
    }

    /// <inheritdoc/>
    public override string KindOf(string channel) => channel switch
    {
        "books" or "books-l2-tbt" or "books50-l2-tbt" => "books",
        "trades" or "trades-all" => "trades",
        _ => channel,
    };

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        if (text == "ping")
        {
            request.Answers.Add("pong");
            return;
        }

        var operation = json is null ? null : Text(json.RootElement, "op");
        if (operation is not ("subscribe" or "unsubscribe"))
        {
            request.Answers.Add($$"""{"event":"error","code":"60012","msg":{{Quote("Invalid request: " + text)}},"connId":"replay"}""");
            return;
        }

        request.Id = Raw(json!.RootElement, "id");
        if (!json.RootElement.TryGetProperty("args", out var arguments) || arguments.ValueKind != JsonValueKind.Array)
            return;
        foreach (var argument in arguments.EnumerateArray())
        {
            var topic = new Topic(Text(argument, "channel") ?? "", Text(argument, "instId") ?? "");
            (operation == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(topic);
            request.Words[topic] = argument.GetRawText();
        }
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        var id = request.Id.Length > 0 ? $"\"id\":{request.Id}," : "";
        foreach (var topic in request.Unsubscribe)
            answers.Add($$"""{{{id}}"event":"unsubscribe","arg":{{request.Words[topic]}},"connId":"replay"}""");
        foreach (var grant in grants)
        {
            answers.Add(grant.IsUnknown
                ? $$"""{{{id}}"event":"error","code":"60018","msg":{{Quote($"Wrong URL or channel:{grant.Topic.Channel},instId:{grant.Topic.Symbol} doesn't exist. Please use the correct URL, channel and parameters referring to API document.")}},"connId":"replay"}"""
                : $$"""{{{id}}"event":"subscribe","arg":{{request.Words[grant.Topic]}},"connId":"replay"}""");
        }
    }
}
