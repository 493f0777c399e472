namespace Rialto.Host.Feeds.Recording;

/// <summary>Where a recorder's files go: a folder of a disk, or one that a test fills up. One thread.</summary>
internal interface ICaptureFolder
{
    /// <summary>Makes a new file; its stream can be cut back (<see cref="Stream.SetLength"/>).</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    Stream Create(string name);

    /// <summary>Waits until what was written to a stream of this folder is on the disk, its name included.</summary>
    /// <exception cref="IOException">It could not be.</exception>
    void Sync(Stream file);
}
