namespace Rialto.Runtime.Shared;

/// <summary>Where shared rings stand.</summary>
public static class SharedRingFolder
{
    private const string InMemory = "/dev/shm";

    /// <summary>A folder in memory where the system has one (Linux: /dev/shm/rialto), otherwise one among the temporary files.</summary>
    public static string Default => Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), "rialto");

    /// <summary>A ring's file by its name. A name has no folder in it.</summary>
    /// <exception cref="ArgumentException">The name is empty or would lead elsewhere.</exception>
    public static string PathOf(string name, string? folder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.AsSpan().ContainsAny('/', '\\') || name is "." or "..")
            throw new ArgumentException($"'{name}' is not the name of a ring.", nameof(name));
        return Path.Combine(folder ?? Default, name + ".ring");
    }

    /// <summary>Makes a folder that is its user's alone. One that is there is left as it is: who wants readers of other users makes it himself.</summary>
    internal static void Make(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
