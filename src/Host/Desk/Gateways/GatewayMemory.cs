using System.Text.Json;
using Rialto.Host.Desk.Keys;
using Rialto.Journal.Feeds;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;

namespace Rialto.Host.Desk.Gateways;

/// <summary>
/// Whose orders a gateway signed last, in a small file: a gateway that is killed and started again knows for whom to cancel where nobody comes back, and whom it holds. One thread at a time.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class GatewayMemory(string path)
{
    /// <summary>The desk's name; empty where no desk was there yet.</summary>
    public string Desk { get; private set; } = "";

    /// <summary>Its last life.</summary>
    public long Instance { get; private set; }

    /// <summary>That life was stopped from outside: nothing is placed for it.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>What it trades, as it told it.</summary>
    public byte[] Listings { get; private set; } = [];

    /// <summary>Reads the file, where there is one.</summary>
    /// <exception cref="VenueKeyException">It cannot be read.</exception>
    public static GatewayMemory Open(string path)
    {
        var memory = new GatewayMemory(path);
        if (!File.Exists(path))
            return memory;
        try
        {
            var root = JsonElement.Parse(PrivateFile.Read(path, 8 << 20));
            (memory.Desk, memory.Instance) = (root.GetProperty("desk").GetString() ?? "", root.GetProperty("instance").GetInt64());
            (memory.IsHeld, memory.Listings) = (root.GetProperty("held").GetBoolean(), root.GetProperty("listings").GetBytesFromBase64());
            if (ClientOrderIds.IsDeskName(memory.Desk) && ListingRecords.TryDecode(memory.Listings, out _))
                return memory;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // Said below.
        }

        throw new VenueKeyException($"{path} cannot be read, so it is not known whose orders are open. Look at the venue, then delete it.");
    }

    /// <summary>The listings as a table.</summary>
    public ListingTable Table => ListingRecords.TryDecode(Listings, out var listings) ? listings : new ListingTable(1);

    /// <summary>A desk is there: remembered before anything is signed for it.</summary>
    /// <exception cref="VenueKeyException">The disk refuses.</exception>
    public void Meet(string desk, long instance, byte[] listings)
    {
        if (IsKept && Desk == desk && Instance == instance && Listings.AsSpan().SequenceEqual(listings))
            return;
        (IsHeld, Desk, Instance, Listings) = (IsHeld && Instance == instance, desk, instance, listings);
        Write();
    }

    /// <summary>The file says the same.</summary>
    public bool IsKept { get; private set; } = true;

    /// <summary>Writes what could not be written.</summary>
    /// <exception cref="VenueKeyException">The disk refuses again.</exception>
    public void Keep()
    {
        if (!IsKept)
            Write();
    }

    /// <summary>This life of the desk places nothing any more.</summary>
    /// <exception cref="VenueKeyException">The disk refuses: it is held all the same, until this process ends; another call tries to write again.</exception>
    public void Hold()
    {
        if (IsHeld && IsKept)
            return;
        IsHeld = true;
        Write();
    }

    private void Write()
    {
        IsKept = false;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("desk", Desk);
            json.WriteNumber("instance", Instance);
            json.WriteBoolean("held", IsHeld);
            json.WriteBase64String("listings", Listings);
            json.WriteEndObject();
        }

        PrivateFile.Replace(path, buffer.ToArray());
        IsKept = true;
    }
}
