namespace Rialto.Host.Desk.Models;

/// <summary>The model files that a desk's configuration names. A run keeps a copy of each in its folder, by hash, so that its journal can be replayed wherever the folder is. Any thread.</summary>
internal sealed class ModelShelf
{
    /// <summary>Folder of a run where copies are kept.</summary>
    public const string FolderName = "models";

    private readonly Lock _gate = new();
    private readonly List<ModelFile> _files = [];

    /// <summary>Reads a file of the configuration, once: a desk that runs keeps what it began with, whatever becomes of the file.</summary>
    /// <param name="folder">Of the configuration: a path is relative to it, and a run has its copies there.</param>
    /// <param name="path">As the configuration names it.</param>
    /// <param name="hash">SHA-256 that it must have; null for any.</param>
    /// <exception cref="ModelFaultException">It cannot be taken.</exception>
    public ModelFile Load(string folder, string path, string? hash)
    {
        path = Path.GetFullPath(Path.Combine(folder, path));
        lock (_gate)
        {
            if (_files.Find(file => file.Path == path && (hash is null || file.Hash.Equals(hash, StringComparison.OrdinalIgnoreCase))) is { } known)
                return known;
            var kept = hash is null ? null : Path.Combine(folder, FolderName, ModelFile.NameOf(hash));
            var read = ModelFile.Read(path, File.Exists(kept) ? kept : path, hash);
            _files.Add(read);
            return read;
        }
    }

    /// <summary>Keeps copies in a run's folder.</summary>
    /// <exception cref="IOException">They did not get there.</exception>
    public void KeepIn(string run)
    {
        lock (_gate)
        {
            foreach (var file in _files)
                file.KeepIn(Path.Combine(run, FolderName));
        }
    }
}
