package dev.fraudpipeline.producer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Files on a disk that fails on demand, as no test can have a real one do. */
final class FailingFiles implements SegmentFiles {
  private final List<Path> created = new ArrayList<>();

  /** So many bytes find room; negative for no end. */
  private long room = -1;

  private boolean fsyncFails;

  void leaveRoomFor(long bytes) {
    room = bytes;
  }

  void makeRoom() {
    room = -1;
  }

  void failFsync(boolean fails) {
    fsyncFails = fails;
  }

  /** All that were tried to make. */
  List<Path> created() {
    return created;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    created.add(file);
    return new FailingChannel(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  private final class FailingChannel extends FileChannel {
    private final FileChannel file;

    FailingChannel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      if (room < 0) {
        return file.write(source, position);
      }
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      ByteBuffer fits = source.slice().limit((int) Math.min(room, source.remaining()));
      int written = file.write(fits, position);
      source.position(source.position() + written);
      room -= written;
      return written;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      if (fsyncFails) {
        throw new IOException("Input/output error");
      }
      file.force(metaData);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
