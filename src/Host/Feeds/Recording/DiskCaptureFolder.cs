using Rialto.Runtime.Files;

namespace Rialto.Host.Feeds.Recording;

/// <summary>A folder of a disk.</summary>
internal sealed class DiskCaptureFolder : ICaptureFolder
{
    private readonly string _path;
    private bool _hasNewName;

    /// <summary>Makes the folder where it is missing.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public DiskCaptureFolder(string path) => _path = Directory.CreateDirectory(path).FullName;

    /// <inheritdoc/>
    public Stream Create(string name)
    {
        // Each write goes to the system at once: what a killed process leaves are whole segments.
        var file = new FileStream(Path.Combine(_path, name), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 });
        _hasNewName = true;
        return file;
    }

    /// <inheritdoc/>
    public void Sync(Stream file)
    {
        DurableFile.Flush(((FileStream)file).SafeFileHandle);
        if (!_hasNewName)
            return;
        DurableFile.FlushDirectory(_path);
        _hasNewName = false;
    }
}
