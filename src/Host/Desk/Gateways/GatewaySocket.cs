using System.Net.Sockets;
using Rialto.Host.Desk.Keys;

namespace Rialto.Host.Desk.Gateways;

/// <summary>Unix sockets of this user alone: mode 600 in a folder of mode 700, one owner at a time.</summary>
internal sealed class GatewaySocket : IDisposable
{
    /// <summary>Longest path that Linux takes (sun_path, unix(7)), less its end.</summary>
    private const int PathBytesMax = 107;

    private readonly IDisposable _lock;
    private readonly string _path;

    private GatewaySocket(string path, IDisposable owner, Socket socket) => (_path, _lock, Listener) = (path, owner, socket);

    /// <summary>Takes connections.</summary>
    public Socket Listener { get; }

    /// <summary>Opens a socket; what a process that was killed left there is taken away.</summary>
    /// <exception cref="VenueKeyException">Another process has it, or the path cannot be one.</exception>
    public static GatewaySocket Listen(string path)
    {
        path = Checked(path);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            MakeFolder(folder);
        var owner = PrivateFile.Lock(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));

            // Nobody can connect before Listen: there is no moment at which others may.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(16);
            return new GatewaySocket(path, owner, socket);
        }
        catch (Exception problem) when (problem is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            owner.Dispose();
            throw new VenueKeyException($"{path}: {problem.Message}", problem);
        }
    }

    /// <summary>Connects to one.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="VenueKeyException">The path cannot be one.</exception>
    public static Socket Connect(string path)
    {
        path = Checked(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Listener.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (IOException)
        {
            // The next owner takes it away.
        }

        _lock.Dispose();
    }

    private static string Checked(string path)
    {
        path = Path.GetFullPath(path);
        return System.Text.Encoding.UTF8.GetByteCount(path) <= PathBytesMax ? path : throw new VenueKeyException($"{path} is longer than the {PathBytesMax} bytes that the path of a socket may have.");
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
