using System.Security.Cryptography;
using System.Text.Json;
using Rialto.Host.Desk.Keys;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Guarding;

/// <summary>How a desk's venue is reached when the desk itself is not there.</summary>
/// <param name="Venue">Its name, as order sessions call it.</param>
/// <param name="Gateway">Socket of its gateway; null where the desk holds the key itself.</param>
/// <param name="Keys">The encrypted key file; null for the environment.</param>
/// <param name="Rest">Another address of its REST interface; null for its own.</param>
/// <param name="Stream">Another address of its private stream; null for its own.</param>
/// <param name="Account">Stands for the key's account (<see cref="Live.DeskNames.AccountOf"/>); null where a gateway has the key, or a desk of before did not write it.</param>
internal sealed record DeskWay(string Venue, string? Gateway, string? Keys, string? Rest, string? Stream, string? Account = null);

/// <summary>What a desk leaves in its folder so that others can act for it when it is dead or hangs: its heartbeat, and what it trades where. No secret is in it.</summary>
internal sealed class DeskPresence : IDisposable
{
    private const string FileName = "presence.json";

    private readonly Heartbeat _heart;

    private DeskPresence(Heartbeat heart) => _heart = heart;

    /// <summary>This life of a desk: drawn once a process. A gateway that was told to hold a desk holds this number; a desk that is started anew has another.</summary>
    public static long Instance { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <summary>Begins: writes what others need, and the first beat.</summary>
    /// <param name="folder">The desk's.</param>
    /// <param name="desk">Its name, four characters.</param>
    /// <param name="listings">What it trades.</param>
    /// <param name="ways">How its venues are reached.</param>
    public static DeskPresence Begin(string folder, string desk, ListingTable listings, IReadOnlyList<DeskWay> ways)
    {
        Leave(folder, desk, listings, ways);
        return new DeskPresence(Heartbeat.Begin(folder, Instance));
    }

    /// <summary>Writes what others need.</summary>
    internal static void Leave(string folder, string desk, ListingTable listings, IReadOnlyList<DeskWay> ways) => PrivateFile.Replace(Path.Combine(folder, FileName), Encode(desk, listings, ways));

    /// <summary>The loop has turned: at least four times a second, also where nothing comes in. The loop's thread; allocates nothing.</summary>
    /// <param name="sequence">Inputs taken.</param>
    /// <param name="liveOrders">Orders that live.</param>
    public void Beat(long sequence, int liveOrders) => _heart.Beat(sequence, liveOrders);

    /// <summary>The desk has ended in good order: nobody needs to do anything for it.</summary>
    public void End() => _heart.End();

    /// <inheritdoc/>
    public void Dispose() => _heart.Dispose();

    private static byte[] Encode(string desk, ListingTable listings, IReadOnlyList<DeskWay> ways)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("desk", desk);
            Write(json, "boot", FormerRun.Boot);
            json.WriteStartArray("venues");
            foreach (var way in ways)
            {
                json.WriteStartObject();
                json.WriteString("venue", way.Venue);
                Write(json, "gateway", way.Gateway is null ? null : Path.GetFullPath(way.Gateway));
                Write(json, "keys", way.Keys is null ? null : Path.GetFullPath(way.Keys));
                Write(json, "rest", way.Rest);
                Write(json, "stream", way.Stream);
                Write(json, "account", way.Account);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBase64String("listings", ListingRecords.Encode(listings));
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    /// <summary>What a desk has left in its folder.</summary>
    /// <param name="folder">The desk's.</param>
    /// <param name="problem">Why there is nothing.</param>
    public static DeskTrace? Read(string folder, out string problem)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            var root = JsonElement.Parse(File.ReadAllBytes(path));
            var desk = root.GetProperty("desk").GetString() ?? "";
            var ways = root.GetProperty("venues").EnumerateArray()
                .Select(way => new DeskWay(way.GetProperty("venue").GetString() ?? "", Text(way, "gateway"), Text(way, "keys"), Text(way, "rest"), Text(way, "stream"), Text(way, "account"))).ToArray();
            if (ClientOrderIds.IsDeskName(desk) && ListingRecords.TryDecode(root.GetProperty("listings").GetBytesFromBase64(), out var listings))
            {
                problem = "";
                return new DeskTrace(desk, listings, ways) { Boot = Text(root, "boot") };
            }

            problem = $"{path} is not what a desk writes.";
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            problem = $"No desk with real orders was run in {folder}: {wrong.Message}";
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            problem = $"{path} is not what a desk writes: {wrong.Message}";
        }

        return null;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}

/// <summary>What a desk has left in its folder.</summary>
/// <param name="Desk">Its name.</param>
/// <param name="Listings">What it trades.</param>
/// <param name="Ways">How its venues are reached.</param>
internal sealed record DeskTrace(string Desk, ListingTable Listings, IReadOnlyList<DeskWay> Ways)
{
    /// <summary>The start of the machine that it ran in; null where that has no name.</summary>
    public string? Boot { get; init; }
}
