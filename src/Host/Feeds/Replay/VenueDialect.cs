using System.Text.Json;
using Rialto.Model.Feeds;

namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// How one venue speaks over its socket, from its side: what a recorded frame is about, what a client's frame asks for, and what the venue answers. Holds no state of a connection.
/// docs/reference/recordings.md says for each what it can do and what it cannot.
/// </summary>
internal abstract class VenueDialect(FeedVenue venue)
{
    /// <summary>Which name space of symbols.</summary>
    public FeedVenue Venue { get; } = venue;

    /// <summary>The venue numbers what it sends over a connection through all topics: a client gets every frame of one recorded connection, or numbers would be missing.</summary>
    public virtual bool SendsWholeConnections => false;

    /// <summary>Answers are sent as binary frames, as this venue sends everything. Recorded frames go out as they came in.</summary>
    public virtual bool AnswersAreBinary => false;

    /// <summary>How often the venue sends a WebSocket ping; zero is never.</summary>
    public virtual TimeSpan PingEvery => TimeSpan.Zero;

    /// <summary>How long the venue waits for the pong.</summary>
    public virtual TimeSpan PongWithin => TimeSpan.FromMinutes(1);

    /// <summary>The kind of channel whose books start with a REST snapshot; empty where the venue sends it.</summary>
    public virtual string RestBooks => "";

    /// <summary>It has no socket: recorded answers of REST take each other's place as time passes, and every one of them is kept.</summary>
    public virtual bool IsPolled => false;

    /// <summary>Where REST answers come from: a venue may have two sockets and one REST interface.</summary>
    public virtual FeedVenue RestVenue => Venue;

    /// <summary>Says what a recorded frame is, and names its topics.</summary>
    public abstract FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics);

    /// <summary>Channels of one kind stand in for each other where the one asked for was not recorded. Itself by default.</summary>
    public virtual string KindOf(string channel) => channel;

    /// <summary>Streams that the address itself asks for.</summary>
    public virtual void Open(string path, string query, ClientRequest request)
    {
    }

    /// <summary>Reads a client's frame. A text that is no JSON is handed over as null.</summary>
    public abstract void Read(string text, JsonDocument? json, ClientRequest request);

    /// <summary>Adds the answers to a request, in the venue's words.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="grants">What became of each topic.</param>
    /// <param name="current">All that the connection is subscribed to now.</param>
    /// <param name="answers">Takes them.</param>
    public abstract void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers);

    /// <summary>The part of a recorded frame that is sent to a client of this path; all of it by default.</summary>
    public virtual ReadOnlySpan<byte> Shape(ReadOnlySpan<byte> frame, string path) => frame;

    /// <summary>A string member of an object; null where there is none.</summary>
    protected static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A member of an object; undefined where there is none.</summary>
    protected static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A member as it stands in the JSON; empty where there is none.</summary>
    protected static string Raw(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetRawText() : "";

    /// <summary>The strings of an array member.</summary>
    protected static IEnumerable<string> Texts(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String)
                yield return item.GetString()!;
        }
    }

    /// <summary>A string as JSON.</summary>
    protected static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
