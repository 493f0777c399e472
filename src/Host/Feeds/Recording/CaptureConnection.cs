namespace Rialto.Host.Feeds.Recording;

/// <summary>A connection as its recording calls it.</summary>
/// <param name="Name">Its name in the recording, used once: <c>okx.3</c>, <c>okx.rest</c>.</param>
/// <param name="Venue">Whose it is.</param>
/// <param name="Address">Where it went, without credentials; empty for REST.</param>
internal sealed record CaptureConnection(string Name, string Venue, string Address)
{
    /// <summary>It is in the files with its address, and has not gone. Of the thread that writes.</summary>
    public bool IsOpen { get; set; }
}
